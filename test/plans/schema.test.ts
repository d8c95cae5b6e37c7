import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { planSchema } from '../../src/domain/plan.js';
import { projectPath } from '../../src/store/project-path.js';

// UPDATE=1 npx vitest run test/plans/schema.test.ts writes it anew.
test('plan.schema.json, which editors complete from, says what the code holds a plan to', async () => {
  const file = projectPath('plans/plan.schema.json');
  const schema = z.toJSONSchema(planSchema, { io: 'input' });
  if (process.env.UPDATE) await writeFile(file, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});
