import { ServiceError } from '../service';
import type { Json } from './json';
import { MAX_PAYLOAD_BYTES } from './limits';

/** An execution's input, parsed; throws `InvalidExecutionInput` in the words of AWS's parser. */
export function parseInput(text: string): Json {
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${MAX_PAYLOAD_BYTES}`,
    );
  }
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${complaint(text)}'`);
  }
}

function complaint(text: string): string {
  const fieldName = /^\s*\{\s*([^"}\s])/.exec(text);
  if (fieldName !== null) {
    const [, c = ''] = fieldName;
    return `Unexpected character ('${c}' (code ${c.charCodeAt(0)})): was expecting double-quote to start field name`;
  }
  const token = /^\s*([A-Za-z_$][\w$]*)/.exec(text);
  if (token !== null) {
    return `Unrecognized token '${token[1]}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`;
  }
  if (text.trim() === '') return 'No content to map due to end-of-input';
  return 'Unexpected end-of-input or character: not a JSON text';
}
