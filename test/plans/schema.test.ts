import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { planSchema } from '../../src/domain/plan/plan.js';
import { templateSchema } from '../../src/domain/plan/template.js';
import { projectPath } from '../../src/library/project-path.js';

// UPDATE=1 npx vitest run test/plans/schema.test.ts writes them anew.
test.each([
  ['plan', planSchema],
  ['template', templateSchema],
])('%s.schema.json, which editors complete from, says what the code holds a file to', async (name, kept) => {
  const file = projectPath(`plans/${name}.schema.json`);
  const schema = z.toJSONSchema(kept, { io: 'input' });
  if (process.env.UPDATE) await writeFile(file, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});

interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** The keys of an object, or of the objects in a list. */
const keysIn = ({ properties, items, anyOf = [], oneOf = [] }: Node): string[] => [
  ...Object.keys(properties ?? {}),
  ...(items ? keysIn(items) : []),
  ...[...anyOf, ...oneOf].flatMap(keysIn),
];

test('docs/plans.md names every key that `plan check` knows, and no other', async () => {
  const { properties } = z.toJSONSchema(planSchema, { io: 'input', reused: 'inline' }) as Node;
  const known = Object.entries(properties!).map(([key, node]) => [key, ...new Set(keysIn(node))]);
  const [, section] = /\n## All keys\n([\s\S]*?)\n## /.exec(await readFile(projectPath('docs/plans.md'), 'utf8'))!;
  const named = section!
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [key, , within] = line.slice(1, -1).split('|');
      return [...`${key}${within}`.matchAll(/`([^`]+)`/g)].map(([, it]) => it);
    });
  expect(named).toEqual(known);
});
