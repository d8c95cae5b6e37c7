import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { projectPath } from '../../../src/library/project-path.js';
import { paperInEnglish } from '../../../src/reports/english/paper-in-english.js';
import { intoEnglish, titlesOf } from '../../../src/reports/english/say.js';
import { render } from '../../../src/reports/render.js';
import { EVERYTHING, paperOf } from '../sample-paper.js';

const HAN = /\p{Script=Han}/u;
const say = intoEnglish(new Map([['元', 'CNY']]));

// Of sentences that have figures, which the papers of the sample show whole; and what forms ask, as the plans have it.
const PIECES = new Set([
  '已到期未办',
  '前',
  '增加',
  '减少',
  '考试通过人数',
  '应到人数',
  'of the trainings done in the period: 考试通过人数 ÷ 应到人数 of their records',
]);

describe('every word that papers are written with has an English one', () => {
  const rooms = ['papers', 'figures', 'paper', 'deliver/make-report.ts'];
  const filesIn = (path: string): string[] =>
    path.endsWith('.ts')
      ? [path]
      : readdirSync(path, { recursive: true, encoding: 'utf8' })
          .filter((it) => it.endsWith('.ts') && !/^rehearsal|judging/.test(it))
          .map((it) => join(path, it));

  it.each(rooms.flatMap((it) => filesIn(projectPath(`src/reports/${it}`))))('%s', (file) => {
    const source = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*|\.replace\(.*/g, '');
    const quoted = [...source.matchAll(/'([^'\n]*)'/g)].map((it) => it[1]!);
    const left = quoted.filter((it) => HAN.test(it) && HAN.test(say(it)) && !PIECES.has(it));
    expect(left).toEqual([]);
  });
});

test('a sentence is put together of its parts; amounts and days are written as English readers write them', () => {
  expect(
    say(
      '贷款余额1,072,984.30元，逾期本息327,894.97元，比上期增加248,356.38元；不良率22.46%（上期0.00%）。本期收回0.00元，与上期持平。没有需要决定的贷款。',
    ),
  ).toBe(
    'Outstanding principal CNY 1,072,984.30, overdue CNY 327,894.97, CNY 248,356.38 more than the period before; non-performing rate 22.46% (period before 0.00%). Received this period CNY 0.00, as in the period before. No loan needs a decision.',
  );
  expect(say('2026年12月1日至2026年12月31日没有应还款。')).toBe(
    '1 December 2026 to 31 December 2026: nothing falls due.',
  );
  expect(say('电话催收，12月1日前')).toContain('by 1 December');
});

test('what a plan calls its work stands as the plan has it in English; what people wrote stays as they wrote it', () => {
  const titles = titlesOf({ checks: [{ task: { title: '高风险客户每周跟进 weekly follow-up' } }] });
  expect(intoEnglish(titles)('高风险客户每周跟进')).toBe('weekly follow-up');
  const own = '老板说，货款月底到账、先还一半';
  expect(say(own)).toBe(own);
});

test('each form of a paper is whole in English, its frame too', async () => {
  const paper = paperInEnglish({ ...EVERYTHING, plan: 'Personal loans', lender: 'Riverside Bank' }, say);
  const html = Buffer.from(await render(paper, 'html')).toString();
  expect(html).toContain('<html lang="en">');
  expect(html).toContain('as of 31 October 2026 · amounts in CNY');
  expect(html).toContain('<tfoot><tr><td align="left">Total</td>');
  const nothing = await render(
    paperInEnglish(paperOf({ heading: '台账', table: { columns: [], rows: [] } }), say),
    'html',
  );
  expect(Buffer.from(nothing).toString()).toContain('There is nothing to report this period. None of: Ledger.');
});
