import { expect, it } from 'vitest';
import { personalIn, sought } from './run-logs.js';

const found = (text: string) =>
  personalIn(Buffer.from(text).toString('latin1'), sought(['王小明', '王小红', 'Borrower of ']));

it('finds in a log what must not be there', () => {
  expect(found('{"to":"+8613800000001"}')).toEqual(['+8613800000001']);
  expect(found('sent to 13800000001')).toEqual(['13800000001']);
  expect(found('identity 11010519491231002X is wrong')).toEqual(['11010519491231002X']);
  expect(found('no words for 王小明')).toEqual(['王小明']);
  expect(found('no words for 王小红, 王小')).toEqual(['王小红']);
  expect(found('Dear Borrower of L1')).toEqual(['Borrower of ']);
});

it('and takes no moment, id or amount for it', () => {
  for (const text of [
    '{"level":40,"time":1764075600000,"pid":13800}',
    'notice 13800000001234, request 8613800000001999',
    'Duration 15912345678.25ms',
    '0199f1a0-1380-7000-8000-013800000001',
    'from +15005550006',
    'backoff 14623188644',
  ])
    expect(found(text), text).toEqual([]);
});
