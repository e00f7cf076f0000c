declare module 'undici/lib/core/symbols.js' {
  /** Of a socket: what reads its answers. */
  export const kParser: unique symbol;
}
