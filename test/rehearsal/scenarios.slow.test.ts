import { expect, it } from 'vitest';
import { foreseesItsRehearsal } from './stories.js';

it.each(['09-consumer', 'several-loans'])(
  'a preview of a scenario without events equals the loan lines of its rehearsal, line by line: %s',
  async (name) => {
    expect((await foreseesItsRehearsal(name)).length).toBeGreaterThan(20);
  },
);
