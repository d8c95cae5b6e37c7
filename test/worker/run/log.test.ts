import { expect, test } from 'vitest';
import { sentenceOf } from '../../../src/worker/run/log.js';

test.each([
  [
    {
      level: 40,
      time: 1,
      msg: 'Activity failed',
      workflowId: 'loan/L1',
      activityType: 'advanceLoan',
      attempt: 3,
      error: 'no\nanswer',
    },
    'warning: loan/L1: advanceLoan failed, try 3: no answer\n',
  ],
  [{ level: 50, time: 1, msg: 'the database is away' }, 'error: the database is away\n'],
  [{ level: 30, time: 1, msg: 'all is well again' }, 'note: all is well again\n'],
])('%o is a sentence', (logged, sentence) => {
  expect(sentenceOf(JSON.stringify(logged))).toBe(sentence);
});
