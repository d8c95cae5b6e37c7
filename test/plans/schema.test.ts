import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { planSchema } from '../../src/domain/plan.js';
import { templateSchema } from '../../src/domain/template.js';
import { projectPath } from '../../src/store/project-path.js';

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
