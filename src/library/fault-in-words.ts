import type { z } from 'zod';

/** Faults of a file as its author reads them: what stands there, and what would be right. What a schema says in its own words stays as it is. */

type Raw = Parameters<z.core.$ZodErrorMap>[0];

/** For `safeParse`: in place of the validator's words. Undefined: those. */
export function faultInWords(issue: Raw): string | undefined {
  const said = shownValue(issue.input);
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `missing: ${meant(issue.expected)} is needed`;
      if (issue.expected === 'int') return `${said} is not a whole number`;
      return `${said} is not ${meant(issue.expected)}${inQuotes(issue)}`;
    case 'invalid_value':
      if (issue.input === undefined) return `missing: one of ${issue.values.map(String).join(', ')} is needed`;
      return `${said} is not one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'set')
        return `too few: at least ${issue.minimum} must stand here`;
      if (issue.origin === 'string') return 'must not be empty';
      return `${said} is too little: ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array' || issue.origin === 'set')
        return `too many: at most ${issue.maximum} may stand here`;
      if (issue.origin === 'string') return `longer than ${issue.maximum} signs`;
      return `${said} is too much: ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'invalid_format':
      return 'pattern' in issue ? `not of the form ${issue.pattern}` : undefined;
    default:
      return undefined;
  }
}

const MEANT: Record<string, string> = {
  array: 'a list',
  object: 'a part with keys of its own',
  record: 'a part with keys of its own',
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};
const meant = (expected: string): string => MEANT[expected] ?? `a ${expected}`;

/** A number or a time that is meant as a text. */
const inQuotes = ({ input, expected }: { input?: unknown; expected: string }) =>
  expected === 'string' && ['number', 'boolean'].includes(typeof input)
    ? `: write it in quotes, "${String(input)}"`
    : '';

export function shownValue(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a part with keys of its own';
  return typeof value === 'string' ? `“${value.slice(0, 60)}”` : String(value);
}

/** A schema as zod keeps it; only what is needed to walk down. */
interface Def {
  type: string;
  innerType?: Walked;
  in?: Walked;
  element?: Walked;
  valueType?: Walked;
  shape?: Record<string, Walked>;
  options?: Walked[];
}
type Walked = { def: Def };

function inside(schema: Walked): Walked[] {
  const { type, innerType, options, in: first } = schema.def;
  if (type === 'union') return (options ?? []).flatMap(inside);
  if (type === 'pipe' && first) return inside(first);
  return innerType ? inside(innerType) : [schema];
}

/** The keys that may stand at a place of what a schema describes. */
export function keysAt(schema: z.ZodType, path: PropertyKey[]): string[] {
  const there = path.reduce(
    (at: Walked[], key) =>
      at.flatMap(({ def }) =>
        [def.shape?.[String(key)], def.element, def.valueType].filter((it) => it !== undefined).flatMap(inside),
      ),
    inside(schema as unknown as Walked),
  );
  return [...new Set(there.flatMap(({ def }) => Object.keys(def.shape ?? {})))];
}
