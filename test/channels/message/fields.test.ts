import { expect, test } from 'vitest';
import { fieldsOfLoans, writtenFigures } from '../../../src/channels/message/fields.js';
import { readTemplates, render } from '../../../src/channels/message/words.js';

const LA = { loan: 'LA', amount: 1_060_000, currency: 'CNY', dueOn: '2026-03-05' };
const LB = { loan: 'LB', amount: 53_000, currency: 'CNY', dueOn: '2026-03-08' };

test('of one loan: money and days as people write them', () => {
  expect(fieldsOfLoans([LA], 'zh-CN')).toEqual({
    loan: 'LA',
    amount: '10,600.00',
    currency: '元',
    dueOn: '2026年3月5日',
  });
  expect(fieldsOfLoans([LA], 'en')).toEqual({
    loan: 'LA',
    amount: '10,600.00',
    currency: 'CNY',
    dueOn: '5 March 2026',
  });
  expect(writtenFigures({ rate: '4.05', rateFrom: '2027-01-01', limit: '50000.00' }, 'zh-CN')).toEqual({
    rate: '4.05',
    rateFrom: '2027年1月1日',
    limit: '50,000.00',
  });
});

test('of two loans: each is named with its amount, and what they are together', async () => {
  const fields = { ...fieldsOfLoans([LA, LB], 'zh-CN'), name: '王五', lender: '某银行', hotline: '95500' };
  const { text } = render(await readTemplates(), 'due-soon', 'zh-CN', fields);
  expect(text).toContain('您的贷款LA（10,600.00元）、LB（530.00元）有11,130.00元于2026年3月5日、2026年3月8日到期');
  const english = { ...fieldsOfLoans([LA, LB], 'en'), name: 'Li', lender: 'A Bank', hotline: '95500' };
  expect(render(await readTemplates(), 'overdue-friendly', 'en', english).text).toContain(
    '11,130.00 CNY of your loan LA (10,600.00 CNY), LB (530.00 CNY)',
  );
});

test('where a gateway takes no long value they are named alone; two currencies are not added', () => {
  expect(fieldsOfLoans([LA, LB], 'zh-CN', true).loan).toBe('LA、LB');
  const { amount, currency } = fieldsOfLoans([LA, { ...LB, currency: 'USD' }], 'zh-CN');
  expect(`${amount}${currency}`).toBe('10,600.00元、530.00美元');
});
