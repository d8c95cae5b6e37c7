/** The same fault somewhere else: what a plan says by default stands in a text that was made of it too, and some of that does nothing there. */
const kindOf = (fault: string) => fault.replaceAll(/\d+/g, 'n');

/** The faults of a plan's text that the text before it did not have, wherever they stand. */
export function newFaults(found: readonly string[], before: readonly string[]): string[] {
  const known = new Set(before.map(kindOf));
  return found.filter((it) => !known.has(kindOf(it)));
}
