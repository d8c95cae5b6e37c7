import type { Arrears } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { addDays, dayOf } from '../time/dates.js';

/** What keeps a term of law from running out, and has to be proved years later (民法典 195; of the guarantor 693). */
const TO_BE_PROVED = ['demand', 'guarantor-demand', 'preservation'];

/** What was heard of longer ago is not asked for any more. */
const FRESH_DAYS = 7;

/** S5: the proof of what kept a term of law is filed: a piece of work for the archivist, once for each act of a day. */
export function proofsToFile(scene: Scene, arrears: Arrears, state: LoanState): Step[] {
  const { file, plan, today, now, floor } = scene;
  if (!plan.law) return [];
  const fresh = (file.acts ?? []).filter(
    ({ kind, at }) =>
      TO_BE_PROVED.includes(kind) && at <= now && at >= floor && dayOf(at) >= addDays(today, -FRESH_DAYS),
  );
  const keys = new Set<string>();
  return fresh.flatMap(({ kind, on, at }): Step[] => {
    const key = `proof/${kind}/${on}`;
    if (scene.did(key) || keys.has(key)) return [];
    keys.add(key);
    const why: Reason = { code: 'to-be-proved', act: kind === 'preservation' ? 'property-preservation' : kind, on };
    return [scene.openTask(key, at, { rule: 'S5', why, dpd: arrears.dpd, stage: state.stage }, TASK)];
  });
}

const TASK = {
  kind: 'proof-filing',
  role: 'archivist' as const,
  dueDays: 5,
  title: '时效、保证期间、保全证明材料归档 proof filed',
  form: ['材料名称与编号', '签收或裁定日期', '存放位置'],
};
