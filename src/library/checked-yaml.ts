import {
  type Document,
  isCollection,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { z } from 'zod';
import { canBeKept, UNKEPT } from '../domain/entry/said.js';
import { faultInWords, keysAt, shownValue } from './fault-in-words.js';

/** Input that cannot be taken: one line for each fault, naming file, line and field. */
export class BadInput extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join('\n'));
  }
}

/** Reads a YAML text and holds it to a schema. @throws BadInput with the line and key of each fault */
export function checkedYaml<S extends z.ZodType>(text: string, schema: S, file: string): z.output<S> {
  const lines = new LineCounter();
  const document = parsedYaml(text, lines, file);
  const content = contentOf(document, lines, file);
  const parsed = schema.safeParse(content, { error: faultInWords });
  if (parsed.success) return parsed.data;
  const lineAt = linesOf(document, lines);
  throw new BadInput(
    nearestIssues(parsed.error.issues).flatMap(({ path, message, code, keys }) => {
      const place = (at: PropertyKey[]) => `${file}:${lineAt(at)} ${at.map(String).join('.') || 'document'}`;
      if (!keys)
        return [
          `${place(path)}: ${code === 'invalid_format' ? `${shownValue(valueAt(content, path))} is ` : ''}${message}`,
        ];
      const right = keysAt(schema, path);
      return keys.map(
        (key) => `${place([...path, key])}: no such key${right.length > 0 ? `; there are ${right.join(', ')}` : ''}`,
      );
    }),
  );
}

const valueAt = (content: unknown, path: PropertyKey[]): unknown =>
  path.reduce((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], content);

function parsedYaml(text: string, lines: LineCounter, file: string): Document {
  const document = inDepth(file, () => parseDocument(text, { lineCounter: lines, schema: 'core' }));
  // An unknown tag is only a warning of the parser, but its value would be read as something else.
  const faults = [...document.errors, ...document.warnings];
  if (faults.length === 0) return document;
  // Of a stack that has overflowed the parser speaks as of any other fault, and of all that it could not read after it.
  if (faults.some(({ message }) => message.startsWith('Maximum call stack'))) throw tooDeep(file);
  throw new BadInput(faults.map((it) => `${file}:${it.linePos?.[0].line ?? 1} ${it.message.split('\n')[0]}`));
}

const tooDeep = (file: string) => new BadInput([`${file}:1 nested too deeply`]);

/** The most nodes of a file, counted with every alias replaced by what it stands for: more than any plan or scenario has. */
const MOST_NODES = 2_000_000;
/** Nested aliases that make a file so many times larger than it is written are an attack ("billion laughs"). */
const MOST_TIMES = 20;

/** The content of a file, with its aliases replaced. An alias that stands for nothing, for itself or for too much is a fault. */
function contentOf(document: Document, lines: LineCounter, file: string): unknown {
  const problems: string[] = [];
  // The same anchor may be set several times: an alias stands for the last one before it, so anchors are kept in the order of the text.
  const anchors = new Map<string, Node>();
  const standsFor = new Map<Node, Node>();
  let line = 1;
  let written = 0;
  inDepth(file, () =>
    visit(document, {
      Alias(_, alias, ancestors) {
        written += 1;
        line = lines.linePos(alias.range![0]).line;
        const anchored = anchors.get(alias.source);
        if (anchored === undefined)
          problems.push(`${file}:${line} *${alias.source}: no anchor &${alias.source} stands before it`);
        else if (ancestors.includes(anchored))
          problems.push(`${file}:${line} *${alias.source}: stands within what it stands for`);
        else standsFor.set(alias, anchored);
      },
      Value(_, node) {
        written += 1;
        if (isScalar(node) && typeof node.value === 'string' && !canBeKept(node.value))
          problems.push(`${file}:${lines.linePos(node.range![0]).line} ${UNKEPT}`);
        if (node.anchor) anchors.set(node.anchor, node);
      },
    }),
  );
  if (problems.length > 0) throw new BadInput(problems);
  const nested = [...new Set(standsFor.values())].some((it) => hasAlias(it));
  const nodes = inDepth(file, () => nodesOf(document.contents as Node | null, standsFor, new Map()));
  if (nodes > MOST_NODES || (nested && nodes > MOST_TIMES * written))
    throw new BadInput([`${file}:${line} aliases of aliases stand for too much: write it out`]);
  return document.toJS({ maxAliasCount: -1 });
}

function hasAlias(node: Node): boolean {
  let found = false;
  visit(node, {
    Alias() {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** How many nodes there are with every alias replaced. `known`: the counts of nodes that were counted before. */
function nodesOf(node: unknown, standsFor: Map<Node, Node>, known: Map<Node, number>): number {
  if (!isNode(node))
    return isPair(node) ? nodesOf(node.key, standsFor, known) + nodesOf(node.value, standsFor, known) : 0;
  const before = known.get(node);
  if (before !== undefined) return before;
  const anchored = standsFor.get(node);
  const items: readonly unknown[] = anchored ? [anchored] : isCollection(node) ? node.items : [];
  const count = items.reduce((sum: number, it) => sum + nodesOf(it, standsFor, known), 1);
  known.set(node, count);
  return count;
}

/** Reports a text that is nested too deeply, which would overflow the stack, as a fault of the file. */
function inDepth<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(file);
    throw error;
  }
}

/** On which line of a YAML text something stands, or the nearest thing around it. */
export function yamlLines(text: string): (path: PropertyKey[]) => number {
  const lines = new LineCounter();
  return linesOf(parseDocument(text, { lineCounter: lines, schema: 'core' }), lines);
}

function linesOf(document: Document, lines: LineCounter): (path: PropertyKey[]) => number {
  return (path) => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
}

interface Issue {
  path: PropertyKey[];
  message: string;
  code: string;
  keys?: string[];
}

/** Replaces the fault of a union ("none of its members fits") by those of the member that came nearest, which help the reader. */
export function nearestIssues(issues: z.core.$ZodIssue[], prefix: PropertyKey[] = []): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const nearest = [...issue.errors].sort((a, b) => a.length - b.length || depth(b) - depth(a))[0]!;
      return nearestIssues(nearest, path);
    }
    return [{ ...issue, path }];
  });
}

const depth = (issues: z.core.$ZodIssue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));
