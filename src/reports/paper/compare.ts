/** A figure that came out otherwise: where it stands, what it was, what it is. Undefined parts are not written. */
export interface Change {
  /** `portfolio.values.overdue-rate`, `lines[B7].overdue`. */
  at: string;
  before?: unknown;
  after?: unknown;
}

/** JSON with the keys in order: the same figures are the same text, byte by byte. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, it) =>
    typeof it === 'object' && it !== null && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  );
}

/** What differs between two versions of the same figures. Rows of a list are known by their `key`, else by their place. */
export function changesBetween(before: unknown, after: unknown, at = ''): Change[] {
  if (canonical(before) === canonical(after)) return [];
  const [was, is] = [partsOf(before), partsOf(after)];
  if (was === null || is === null) {
    return [{ at, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  }
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) =>
    changesBetween(was.get(key), is.get(key), key.startsWith('[') || at === '' ? `${at}${key}` : `${at}.${key}`),
  );
}

/** Null for what has no parts. */
function partsOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(value.map((it, n) => [`[${(it as { key?: unknown } | null)?.key ?? n}]`, it]));
}
