/** The part of linebreak that is used; the package brings no types. */
declare module 'linebreak' {
  export default class LineBreaker {
    constructor(text: string);
    /** The next place where a line may be broken, as an index of the text; null: there is none. */
    nextBreak(): { position: number; required: boolean } | null;
  }
}
