import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KINDS } from '../../console/src/audit/kinds.js';
import { refusalInChinese } from '../../src/domain/reason/refusal-in-chinese.js';
import { REFUSALS } from '../../src/domain/reason/refusals.js';
import { projectPath } from '../../src/library/project-path.js';

type Said = string | ((...it: unknown[]) => string);
const HAN = /\p{Script=Han}/u;
/** Names that are the same in every language. */
const NAMES = /postloan|Temporal|PDF|JavaScript|Excel|XLSX|CSV|HTML|API|Esc|Ctrl|Alt\+Enter|T12/g;

const folder = projectPath('console/src');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((it) =>
  /words\.ts$|tables\.ts$|page-list\.tsx$/.test(it),
);

/** A sentence is said of figures, which are of no language. */
const said = (it: Said): string => (typeof it === 'string' ? it : it(...Array.from({ length: it.length }, () => '1')));

it('everything is said in both languages, and in one at a time', async () => {
  expect(files.length).toBeGreaterThan(2);
  const wrong: string[] = [];
  for (const file of files) {
    const tables = Object.values<Record<string, readonly [Said, Said]>>(await import(join(folder, file))).filter(
      (it) => typeof it === 'object' && !Array.isArray(it),
    );
    for (const [name, pair] of tables.flatMap((it) => Object.entries(it))) {
      const [english, chinese] = pair.map((it) => said(it).replaceAll(NAMES, '')) as [string, string];
      if (HAN.test(english) || english === '') wrong.push(`${file} ${name}: ${english}`);
      if (!HAN.test(chinese) || /[A-Za-z]{2}/.test(chinese)) wrong.push(`${file} ${name}: ${chinese}`);
    }
  }
  expect(wrong).toEqual([]);
});

const ours = projectPath('src');
const source = readdirSync(ours, { recursive: true, encoding: 'utf8' })
  .filter((it) => it.endsWith('.ts') && !it.includes('generated') && !it.endsWith('reason/refusals.ts'))
  .map((it) => readFileSync(join(ours, it), 'utf8'))
  .join('\n');

it('a refusal is said in Chinese as the house says it in English', async () => {
  const said = source
    .replaceAll(/\$\{[^}]*\}/g, '{}')
    .replaceAll("\\'", "'")
    .replaceAll('\\`', '`');
  expect(REFUSALS.map(([english]) => english).filter((it) => !said.includes(it))).toEqual([]);
  const slots = (it: string) => it.split('{}').length;
  expect(REFUSALS.filter(([english, chinese]) => slots(chinese) > slots(english) || !HAN.test(chinese))).toEqual([]);
  expect(refusalInChinese('no staff CS09 who is here')).toBe('员工 CS09 不在岗');
  expect(refusalInChinese('extension is approved by the department-head, or who stands above')).toBe(
    '展期 须由 部门负责人 或其上级批准',
  );
  expect(refusalInChinese('the moon is full')).toBeNull();
});

it('what the audit log tells has a Chinese word, and each table of the record one in both languages', async () => {
  const { TABLES }: { TABLES: object } = await import(join(folder, 'audit/tables.ts'));
  const noted = [...source.matchAll(/noteFacts?\(\s*[\w.]+,\s*(?:[\w.!]+|\{[^{}]*\}),\s*'([^']+)'/g)].map(
    (it) => it[1]!,
  );
  expect(noted.length).toBeGreaterThan(60);
  expect([...new Set(noted)].filter((it) => !(it in KINDS))).toEqual([]);
  const migrations = projectPath('prisma/migrations');
  const recorded = readdirSync(migrations, { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.sql'))
    .flatMap((it) => [...readFileSync(join(migrations, it), 'utf8').matchAll(/record_table\('([a-z_]+)'/g)]);
  expect(recorded.map((it) => it[1]!).filter((it) => !(it in TABLES))).toEqual([]);
});
