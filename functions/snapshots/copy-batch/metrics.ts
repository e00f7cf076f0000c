export const METRIC = { copied: 'FilesCopied', copiedBytes: 'BytesCopied' } as const;
