/** What is found out of a list is kept as long as the list, which nobody changes: asked again, nothing is gone through anew. */
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
