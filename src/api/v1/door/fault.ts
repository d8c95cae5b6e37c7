import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { nearestIssues } from '../../../library/checked-yaml.js';
import { keysAt } from '../../../library/fault-in-words.js';
import { languageOf } from './language.js';

/** Where in a request something is wrong, and what would be right. */
export interface Fault {
  /** `body.amount`, `params.loan` … */
  field: string;
  /** Of the body, as RFC 6901 has it. */
  pointer?: string;
  detail: string;
}

const PARTS = ['body', 'params', 'querystring', 'headers'] as const;
type Part = (typeof PARTS)[number];

const schemaOf = (request: FastifyRequest, part: Part) => request.routeOptions.schema?.[part] as z.ZodType | undefined;
const sentIn = ({ query, ...request }: FastifyRequest, part: Part): unknown =>
  part === 'querystring' ? query : request[part];

/** What the schema of a part of a request found, each thing where it stands, whatever signs its keys have. */
export class NotAsAsked extends Error {
  /** Set by fastify: which part it is. */
  declare validationContext: Part;

  constructor(readonly issues: z.core.$ZodIssue[]) {
    super('what was sent is not what is asked for');
  }
}

export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (sent) => {
    const read = schema.safeParse(sent);
    return read.success ? { value: read.data } : { error: new NotAsAsked(read.error.issues) };
  };

export function faultsIn(request: FastifyRequest, { issues, validationContext: part }: NotAsAsked): Fault[] {
  const say = languageOf(request) === 'zh-CN' ? inChinese : (issue: Issue) => issue.message;
  return nearestIssues(issues).map(({ path, keys, ...issue }) => ({
    ...placed([part, ...path.map(String)]),
    detail: keys
      ? unknownKeys(keysAt(schemaOf(request, part)!, path))
      : say({ ...issue, input: at(sentIn(request, part), path) }),
  }));
}
type Issue = { message: string; code: string; input: unknown };

/** What the validator says in its own words, it says in Chinese too; what a schema of ours says stays as it is. */
function inChinese({ message, ...issue }: Issue): string {
  const [english, chinese] = [ENGLISH, CHINESE].map((words) => words(issue as z.core.$ZodRawIssue));
  return english === message || message.startsWith('Invalid input') ? String(chinese ?? message) : message;
}
const ENGLISH = z.locales.en().localeError;
const CHINESE = z.locales.zhCN().localeError;

const at = (sent: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((it, key) => (it as Record<PropertyKey, unknown> | null | undefined)?.[key], sent);

/** Not by their names, which may be anything. */
const unknownKeys = (right: readonly string[]) =>
  right.length === 0 ? 'has keys that are not known' : `has keys that are not known: there are ${right.join(', ')}`;

/** By its name, wherever the route has it; or where it stands, the part of the request first. */
export type Field = string | readonly string[];

/** What a route has not is about the whole of what was sent. */
export const faultsOf = (request: FastifyRequest, fields: readonly Field[], detail: string): Fault[] =>
  fields.map((it) => ({ ...placed(typeof it === 'string' ? placeOf(request, it) : it), detail }));

function placeOf(request: FastifyRequest, name: string): string[] {
  const [first = '', ...rest] = name.split('.');
  if (PARTS.includes(first as Part)) return [first, ...rest];
  const part = PARTS.find((it) => {
    const schema = schemaOf(request, it);
    return (schema !== undefined && keysAt(schema, []).includes(first)) || isKeyOf(sentIn(request, it), first);
  });
  if (part !== undefined) return [part, first, ...rest];
  const last = Object.keys(request.params as object).at(-1);
  return schemaOf(request, 'body') === undefined && last !== undefined ? ['params', last] : ['body'];
}

const isKeyOf = (sent: unknown, name: string) =>
  typeof sent === 'object' && sent !== null && !Buffer.isBuffer(sent) && Object.hasOwn(sent, name);

const placed = ([part, ...path]: readonly string[]): Omit<Fault, 'detail'> => ({
  field: [part, ...path].join('.'),
  ...(part === 'body' ? { pointer: ['#', ...path.map(escaped)].join('/') } : {}),
});
const escaped = (key: string) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
