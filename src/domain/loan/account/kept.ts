/** Remembers what was found out about a list for as long as that list exists, so that it is not gone through again. Lists never change. */
export function keptWith<List extends object, Found>(find: (list: List) => Found): (list: List) => Found {
  const known = new WeakMap<List, { found: Found }>();
  return (list) => {
    const before = known.get(list);
    if (before) return before.found;
    const found = find(list);
    known.set(list, { found });
    return found;
  };
}
