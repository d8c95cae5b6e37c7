/** A fact that cannot be taken: nothing was written. */
export class FactRefused extends Error {
  /** Of what was said, by their names: what stands against it, or is missing. */
  readonly fields: readonly string[];

  constructor(detail: string, ...fields: [string, ...string[]]) {
    super(detail);
    this.fields = fields;
  }
}
