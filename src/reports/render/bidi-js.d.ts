/** The part of bidi-js that is used; the package brings no types. */
declare module 'bidi-js' {
  interface Embedding {
    /** Of each UTF-16 unit; odd: from right to left. */
    levels: Uint8Array;
  }
  export default function bidiFactory(): {
    getEmbeddingLevels(text: string, direction: 'ltr' | 'rtl' | 'auto'): Embedding;
    /** The sign that a bracket and the like is when read the other way round. */
    getMirroredCharacter(sign: string): string | null;
  };
}
