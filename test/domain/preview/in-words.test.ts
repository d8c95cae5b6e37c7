import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inWords } from '../../../src/domain/preview/in-words.js';
import { preview } from '../../../src/domain/preview/preview.js';
import type { TimelineLine } from '../../../src/domain/preview/timeline.js';
import { chineseOf, documentWord, englishOf } from '../../../src/domain/reason/vocabulary.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { checkedYaml } from '../../../src/library/checked-yaml.js';
import { projectPath } from '../../../src/library/project-path.js';
import { shippedPlans } from '../../../src/library/shipped-plans.js';
import { habitsOf, scenarioSchema } from '../../../src/rehearsal/scenario.js';
import { scenarioLoans } from '../../../src/rehearsal/scenario-loans.js';
import { CHINA } from '../../support/contact-rules.js';

const plans = await shippedPlans();

function foreseen(file: string): TimelineLine[] {
  const path = projectPath(`test/scenarios/${file}`);
  const it = checkedYaml(readFileSync(path, 'utf8'), scenarioSchema, path);
  return preview({
    loans: scenarioLoans(it, plans),
    until: it.until,
    staff: habitsOf(it),
    providers: it.providers,
    rules: CHINA,
  });
}

describe('what happens to a loan, for people', () => {
  const files = readdirSync(projectPath('test/scenarios')).filter((it) => it.endsWith('.yaml'));
  const lines = files.flatMap(foreseen);

  it('a Chinese line has no English word in it', () => {
    const said = lines.map((line) => inWords(line, 'zh-CN', new Map([[`${line.what}/${line.kind}`, '某函']])));
    const english = said.flatMap(({ what, why }) => `${what} ${why}`.match(/[A-Za-z]{3,}[a-z-]*/g) ?? []);
    expect([...new Set(english)]).toEqual([]);
    expect(said.length).toBeGreaterThan(500);
  });

  it('an English line has no Chinese in what happens, and every line says something', () => {
    const said = lines.map((line) => inWords(line, 'en').what);
    expect(said.filter((it) => /\p{Script=Han}/u.test(it) || it === '')).toEqual([]);
  });

  it.each<[Partial<TimelineLine>, string, string]>([
    [
      { what: 'payment', amount: '1201060.00', clears: [1, 2] },
      '还款1,201,060.00元，结清第1、2期',
      'payment 1,201,060.00, clears 1, 2',
    ],
    [
      { what: 'payment', amount: '-5.00', clears: [], reverses: 'P1' },
      '还款冲正：-5.00元',
      'payment taken back: -5.00',
    ],
    [
      { what: 'task.overdue', kind: 'visit', role: 'account-manager', upTo: 'department-head' },
      '任务逾期：上门，上报部门负责人',
      'visit is late: up to department head',
    ],
    [{ what: 'complaint.breach', complaint: 'C1' }, '投诉C1超时', 'complaint C1 time limit missed'],
    [
      { what: 'notice', channel: 'sms', to: 'borrower', template: 'due-soon', status: 'suppressed', reason: 'cap' },
      '短信致借款人：到期前提醒，未发（已达次数上限）',
      'sms to borrower: due soon, suppressed (cap)',
    ],
    [{ what: 'tier', from: null, to: 'medium' }, '风险等级：一般 → 中风险', 'tier usual → medium'],
  ])('%j', (line, chinese, english) => {
    const whole = { at: momentAt('2026-11-20', '10:00'), loan: 'L1', borrower: 'B1', ...line } as TimelineLine;
    expect(inWords(whole, 'zh-CN').what).toBe(chinese);
    expect(inWords(whole, 'en').what).toBe(english);
  });
});

it.each([
  ['高风险客户每周跟进 weekly follow-up', '高风险客户每周跟进', 'weekly follow-up'],
  ['回访与清收分工（1—20日）', '回访与清收分工（1—20日）', '回访与清收分工（1—20日）'],
  ['客户类：财务报表 financial statements', '客户类：财务报表', 'financial statements'],
  ['call', '电话', 'call'],
])('the title %s in each language', (title, chinese, english) => {
  expect([chineseOf(title), englishOf(title)]).toEqual([chinese, english]);
});

it('a document by its name and form', () => expect(documentWord('contract/paper')).toBe('借款合同（纸质）'));
