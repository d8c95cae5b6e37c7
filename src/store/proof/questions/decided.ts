import type { Said } from '../../../domain/proof/answer.js';
import type { Reason } from '../../../domain/reason/reason.js';
import { stageWord, word } from '../../../domain/reason/vocabulary.js';
import { codeInChinese, inChinese, inPlainEnglish } from '../../../domain/reason/words.js';
import { minuteOf } from '../../../domain/time/dates.js';
import type { GateDecision } from '../../notices/outcomes.js';

/** What a decision of a loan's diary rests on. */
export interface Decided {
  rule: string;
  why: Reason;
  plan: string;
  /** 0 or null: it follows fixed rules, not a version of the plan. */
  planVersion: number | null;
  dpd: number | null;
  stage: string | null;
}

export const join = (parts: (Said | null)[]): Said => {
  const there = parts.filter((it) => it !== null);
  return { zh: there.map((it) => it.zh).join('；'), en: there.map((it) => it.en).join('; ') };
};

export const because = (why: Reason): Said => ({ zh: inChinese(why), en: inPlainEnglish(why) });

/** On which figures, by which row. */
export const byRow = ({ rule, why }: Pick<Decided, 'rule' | 'why'>): Said =>
  join([because(why), { zh: `依据${rule}`, en: `row ${rule}` }]);

/** The same, and of which version. */
export const decidedBy = ({ rule, why, plan, planVersion, dpd, stage }: Decided): Said =>
  join([
    because(why),
    planVersion
      ? { zh: `依据${plan}第${planVersion}版${rule}`, en: `row ${rule} of ${plan}, version ${planVersion}` }
      : { zh: `依据固定规则${rule}`, en: `row ${rule}, a fixed rule` },
    dpd === null || stage === null
      ? null
      : { zh: `逾期${dpd}天，阶段“${stageWord(stage)}”`, en: `${dpd} days past due, stage ${stage}` },
  ]);

/** What the gate said, and by which rules; null: it was not asked. */
export function gateSaid(gate: GateDecision | null): Said | null {
  if (gate === null) return null;
  const { rules, version, decision } = gate;
  const by = { zh: `联系规则${rules}第${version}版`, en: `contact rules ${rules}, version ${version}` };
  if (decision.verdict === 'go') return { zh: `${by.zh}允许`, en: `allowed by ${by.en}` };
  const why = because({ code: decision.reason });
  if (decision.verdict === 'wait') {
    const until = minuteOf(decision.until);
    return {
      zh: `${by.zh}要求等到${until}（${why.zh}）`,
      en: `told to wait until ${until} by ${by.en} (${why.en}, ${decision.rule})`,
    };
  }
  return {
    zh: `${by.zh}不允许（${why.zh}）`,
    en: `refused by ${by.en} (${why.en}, ${decision.rule})`,
  };
}

/** A person by the id alone, as staff call each other; whoever else acted by their kind too: `ops/anna`, `key/plk_…`. */
export const nameOf = (actor: string): string => actor.replace(/^staff\//, '');

export const named = (id: string): Said => ({ zh: word(id), en: id.replaceAll('-', ' ') });

/** What became of a message. */
const BECAME: Readonly<Record<string, string>> = {
  ...{
    reserved: '待发送',
    sending: '发送中',
    sent: '已发送',
    failed: '发送失败',
    suppressed: '未发送',
    unknown: '结果不明',
  },
  ...{ 'on-its-way': '在途', undelivered: '未送达' },
};
export const codeSaid = (code: string): Said => ({
  zh: BECAME[code] ?? codeInChinese(code) ?? code,
  en: code.replaceAll('-', ' '),
});
