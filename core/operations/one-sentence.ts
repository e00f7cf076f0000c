const MAX_CHARS = 500;

/** The first sentence of an error's message: our own go on with the fix, which a notice says apart. */
export function oneSentence(message: string): string {
  const text = message.replace(/\s+/g, ' ').trim();
  const [first = text] = /^.*?[.!?](?= \p{Lu})/u.exec(text) ?? [];
  return first.length > MAX_CHARS ? `${first.slice(0, MAX_CHARS - 1)}…` : first;
}
