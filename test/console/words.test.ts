import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';

type Said = string | ((...it: unknown[]) => string);
const HAN = /\p{Script=Han}/u;
/** Names that are the same in every language. */
const NAMES = /postloan|Temporal|PDF|JavaScript|Excel|XLSX|CSV|HTML|API|Esc|Ctrl|T12/g;

const folder = projectPath('console/src');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((it) =>
  /words\.ts$|page-list\.tsx$/.test(it),
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
