/** A fact that cannot be taken: nothing was written. */
export class FactRefused extends Error {}
