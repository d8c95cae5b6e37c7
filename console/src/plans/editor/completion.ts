import { isMap, isPair, isScalar, type Node, type Pair, parseDocument, visit } from 'yaml';

/** A JSON schema, as far as that of plans goes. */
export interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  type?: string;
}

export interface Suggestion {
  label: string;
  /** A key has a value after it. */
  kind: 'key' | 'word';
  about?: string;
}

/** Stands where the cursor is; no plan has it. */
const HERE = '\u2316';

type Ancestors = readonly (Node | Pair | { contents: unknown })[];

/**
 * What may stand where the cursor is, by the schema: the keys that are not there yet, or the words that are allowed. `from`: where the
 * word begins that is being typed.
 */
export function suggestionsAt(text: string, at: number, schema: Schema): { from: number; options: Suggestion[] } {
  const [typed] = /[\w-]*$/.exec(text.slice(0, at))!;
  const rest = /^[\w-]*/.exec(text.slice(at))![0].length;
  const from = at - typed.length;
  const marked = `${text.slice(0, from)}${HERE}${text.slice(at + rest)}`;
  return { from, options: placeOf(marked, schema) };
}

function placeOf(marked: string, schema: Schema): Suggestion[] {
  let found: Suggestion[] = [];
  visit(parseDocument(marked, { strict: false }), {
    Scalar(where, node, ancestors) {
      if (node.value !== HERE) return undefined;
      const path = pathOf(ancestors);
      if (where === 'key') found = keysOf(schemasAt(schema, path.slice(0, -1)), ancestors.findLast(isMap));
      else found = [...wordsOf(schemasAt(schema, path)), ...startOf(schemasAt(schema, path), marked)];
      return visit.BREAK;
    },
  });
  return found;
}

/** The keys, and the numbers in lists, that lead to a node. */
function pathOf(ancestors: Ancestors): (string | number)[] {
  return ancestors.flatMap((it): (string | number)[] => {
    if (isPair(it)) return [isScalar(it.key) ? String(it.key.value) : ''];
    return 'items' in it && !isMap(it) ? [0] : [];
  });
}

const eachOf = (it: Schema): Schema[] => (it.anyOf ? it.anyOf.flatMap(eachOf) : [it]);

function schemasAt(root: Schema, path: readonly (string | number)[]): Schema[] {
  return path.reduce(
    (at, step) =>
      at.flatMap((it) => {
        if (typeof step === 'number') return it.items ? eachOf(it.items) : [];
        const own = it.properties?.[step];
        if (own) return eachOf(own);
        return typeof it.additionalProperties === 'object' ? eachOf(it.additionalProperties) : [];
      }),
    eachOf(root),
  );
}

function keysOf(schemas: readonly Schema[], map?: Node): Suggestion[] {
  const there = new Set(isMap(map) ? map.items.map((it) => (isScalar(it.key) ? it.key.value : null)) : []);
  const keys = schemas.flatMap((it) => [
    ...Object.entries(it.properties ?? {}).map(([label, { description }]) => ({ label, about: description })),
    ...(it.propertyNames?.enum ?? []).map((label) => ({ label: String(label), about: undefined })),
  ]);
  const first = new Map(keys.filter((it) => !there.has(it.label)).map((it) => [it.label, it]));
  return [...first.values()].map(({ label, about }) => ({ label, kind: 'key', ...(about ? { about } : {}) }));
}

function wordsOf(schemas: readonly Schema[]): Suggestion[] {
  const words = schemas.flatMap((it) => [
    ...(it.enum ?? []),
    ...(it.const === undefined ? [] : [it.const]),
    ...(it.type === 'boolean' ? [true, false] : []),
  ]);
  return [...new Set(words)].map((it) => ({ label: String(it), kind: 'word' }));
}

/** On a line of its own the first key of what is to come may begin. */
const startOf = (schemas: readonly Schema[], marked: string): Suggestion[] =>
  new RegExp(`^\\s*(- )*${HERE}\\s*$`, 'm').test(marked) ? keysOf(schemas) : [];
