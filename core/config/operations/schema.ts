import { atLeastOne, exactly, type Judge, judged, text } from '../fields';

/** RFC 5321: 64 characters before the @, 255 after it. */
const MAX_ADDRESS_CHARS = 320;

const judgeAddress: Judge<string> = (value) => {
  if (value.length > MAX_ADDRESS_CHARS)
    return `has ${value.length} characters, an address has at most ${MAX_ADDRESS_CHARS}.`;
  return /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+$/.test(value)
    ? undefined
    : "is not a mail address: write it without a name, for example 'data-team@example.com'.";
};

/** A second subscription of one address fails when the stack is deployed. */
const judgeRepetition: Judge<readonly string[]> = (addresses) => {
  const lower = addresses.map((each) => each.toLowerCase());
  const repeated = addresses.find((_each, i) => lower.indexOf(lower[i]!) !== i);
  return repeated === undefined ? undefined : `names '${repeated}' twice: leave one out.`;
};

export const notifications = exactly({ mail: judged(atLeastOne(text(judgeAddress)), judgeRepetition) });
