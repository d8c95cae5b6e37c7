/** Keys of a plan that have no effect where they stand. They are faults, since whoever wrote them expects something to happen. */

/** A plan as it is written, before what is left out is filled in. */
type Written = Record<string, unknown>;
type Path = (string | number)[];
export interface Idle {
  path: Path;
  message: string;
}

const IDLE = 'does nothing here';

export function idleKeys(plan: unknown): Idle[] {
  const { tiers } = (plan ?? {}) as { tiers?: { levels?: Written[] } };
  const levels = (tiers?.levels ?? []).map((it) => it.tier);
  return everyPart(plan).flatMap(({ part, path }) => [
    ...idleIn(part, path),
    ...unknownTiers(part, path, levels),
    ...standingTwice(part, path),
  ]);
}

function idleIn(part: Written, path: Path): Idle[] {
  const has = (key: string) => part[key] !== undefined;
  const idle = (key: string, why: string): Idle[] =>
    has(key) ? [{ path: [...path, key], message: `${IDLE}: ${why}` }] : [];
  const parent = path.at(-1);
  const room = path[0];
  const found: Idle[] = [];
  const isTask = parent === 'task' || path.at(-2) === 'measures';
  if (isTask && (room === 'warnings' || room === 'cases' || room === 'duties'))
    found.push(...idle('another', 'the work of warnings, cases and units goes to whoever has the role'));
  if (isTask && room === 'duties') found.push(...idle('sets', 'the work of a unit is about no borrower'));
  if (room === 'duties' && path.length === 2) {
    if (!has('report')) for (const key of ['of', 'to']) found.push(...idle(key, 'there is no report'));
    if (part.every === 'day') found.push(...idle('day', 'it comes round every day'));
  }
  if (room === 'cases' && path.length === 2 && part.effect === 'none')
    for (const key of ['minMonths', 'maxMonths']) found.push(...idle(key, 'its effect is none, which has no end'));
  if (room === 'maturity' && path.length === 2) {
    if (has('daysBefore')) found.push(...idle('dayOfMonth', 'it goes with monthsBefore'));
    if (!has('notice') && !has('letter') && !has('task'))
      found.push({ path, message: `${IDLE}: neither notice, letter nor task` });
  }
  // A condition: `when` and `levels` contain nothing else.
  if (path.at(-2) === 'when') {
    if (!has('indicator')) found.push(...idle('running', 'there is no indicator'));
    if (!has('signals')) found.push(...idle('withinDays', 'there are no signals'));
  }
  if (parent === 'bonus' && has('sum')) found.push(...idle('of', 'it goes with share'));
  return found;
}

/** A tier that no level of the plan has is never entered. */
function unknownTiers(part: Written, path: Path, levels: unknown[]): Idle[] {
  const parent = path.at(-1);
  const named =
    parent === 'byTier'
      ? Object.keys(part).map((tier) => ({ tier, path: [...path, tier] }))
      : Array.isArray(part.tiers)
        ? part.tiers.map((tier: unknown, n) => ({ tier, path: [...path, 'tiers', n] }))
        : [];
  return named
    .filter((it) => !levels.includes(it.tier))
    .map((it) => ({ path: it.path, message: `${IDLE}: no tier ${String(it.tier)} in tiers.levels` }));
}

/** Lists whose members must have different names, since of two with the same name only the first is used. */
const NAMED: Record<string, string> = {
  rules: 'id',
  steps: 'id',
  work: 'stage',
  levels: 'tier',
  documents: 'document',
  entered: 'name',
};

function standingTwice(part: Written, path: Path): Idle[] {
  return Object.entries(NAMED).flatMap(([list, key]) => {
    const items = part[list];
    if (!Object.hasOwn(part, list) || !Array.isArray(items)) return [];
    const names = items.map((it) => (it as Written | null)?.[key]);
    return names.flatMap((name, n) =>
      name !== undefined && names.indexOf(name) < n
        ? [{ path: [...path, list, n, key], message: `used twice: ${String(name)}` }]
        : [],
    );
  });
}

export function everyPart(part: unknown, path: Path = []): { part: Written; path: Path }[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = Array.isArray(part) ? [] : [{ part: part as Written, path }];
  return [
    ...own,
    ...Object.entries(part).flatMap(([key, value]) =>
      everyPart(value, [...path, Array.isArray(part) ? Number(key) : key]),
    ),
  ];
}
