import type { FastifyRequest } from 'fastify';
import type { ZodFastifySchemaValidationError } from 'fastify-type-provider-zod';
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

/** What the schemas of a route found. */
export function faultsIn(request: FastifyRequest, { validation, validationContext }: Found): Fault[] {
  const part = validationContext as Part;
  const issues = validation.map(({ keyword: code, instancePath, message, params }) => ({
    ...{ ...params, code, message, path: instancePath.split('/').filter((it) => it !== '') },
  }));
  const say = languageOf(request) === 'zh-CN' ? inChinese : (issue: Issue) => issue.message;
  return nearestIssues(issues as unknown as z.core.$ZodIssue[]).map(({ path, keys, ...issue }) => ({
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

interface Found {
  validation: readonly ZodFastifySchemaValidationError[];
  validationContext?: string;
}

/** Not by their names, which may be anything. */
const unknownKeys = (right: readonly string[]) =>
  right.length === 0 ? 'has keys that are not known' : `has keys that are not known: there are ${right.join(', ')}`;

/** The fields of these names, wherever the route has them; what it has not is about the whole of what was sent. */
export const faultsOf = (request: FastifyRequest, fields: readonly string[], detail: string): Fault[] =>
  fields.map((name) => ({ ...placed(placeOf(request, name)), detail }));

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

const placed = ([part, ...path]: string[]): Omit<Fault, 'detail'> => ({
  field: [part, ...path].join('.'),
  ...(part === 'body' ? { pointer: ['#', ...path.map(escaped)].join('/') } : {}),
});
const escaped = (key: string) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
