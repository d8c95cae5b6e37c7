import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** Input that cannot be taken: one line for each fault, naming file, line and field. */
export class BadInput extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join('\n'));
  }
}

/** Reads a YAML text and holds it to a schema. @throws BadInput with the line and key of each fault */
export function checkedYaml<S extends z.ZodType>(text: string, schema: S, file: string): z.output<S> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core' });
  if (document.errors.length > 0) {
    throw new BadInput(
      document.errors.map((error) => `${file}:${error.linePos?.[0].line ?? 1} ${error.message.split('\n')[0]}`),
    );
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const lineAt = linesOf(document, lines);
  throw new BadInput(
    flatten(parsed.error.issues).map(({ path, message, keys }) => {
      // An unknown key has a line of its own, its parent's is too far up.
      const at = lineAt(keys?.[0] ? [...path, keys[0]] : path);
      return `${file}:${at} ${path.map(String).join('.') || 'document'}: ${message}`;
    }),
  );
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
  keys?: string[];
}

/** A union says only that none of its members fits: what helps is the fault in the member that came nearest. */
function flatten(issues: z.core.$ZodIssue[], prefix: PropertyKey[] = []): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const nearest = [...issue.errors].sort((a, b) => a.length - b.length || depth(b) - depth(a))[0]!;
      return flatten(nearest, path);
    }
    return [{ path, message: issue.message, ...(issue.code === 'unrecognized_keys' ? { keys: issue.keys } : {}) }];
  });
}

const depth = (issues: z.core.$ZodIssue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));
