import type { Arrears } from '../loan/account/arrears.js';
import { scheduleOf } from '../loan/account/running-sums.js';
import { ofThing } from '../loan/collateral.js';
import type { AccountFacts, LoanFile, LoanState, OtherLoan } from '../loan/loan-file.js';
import { fellDue, wasOverdue } from '../loan/relief/look-back.js';
import { accountOf } from '../loan/standing.js';
import type { Step } from '../loan/steps.js';
import type { MaturityStep } from '../plan/care.js';
import type { NoticeSpec, Plan } from '../plan/plan.js';
import type { CaseKind } from '../plan/risk.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { belongsTo } from '../scene/segment.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../time/dates.js';
import { addMonths, dayIn, nextPeriod, type Period, type PeriodType, periodOf } from '../time/period.js';
import { offerFigures } from './rates.js';

type Later = { at: Moment; what: string }[];

/** Before the last instalment falls due (P1.5, P2.8): notice, letter, the question which way it will go. */
export function maturitySteps(scene: Scene, arrears: Arrears, state: LoanState, later: Later): Step[] {
  const maturesOn = scheduleOf(scene.account.instalments).instalments.at(-1)!.dueOn;
  return scene.plan.maturity.flatMap((it) => {
    if (!belongsTo(scene.plan, it.for, scene.file, scene.tierName(state))) return [];
    const slot = scene.slot(maturityDay(it, maturesOn));
    const inTime = scene.file.takenInAt < momentAt(maturesOn, '00:00');
    // A loan taken in after the day, with the last instalment still ahead, is told at once.
    const tierSince = it.for?.tiers ? (state.tierSince ?? 0) : 0;
    // A notice that fell into a hold goes out when the hold ends, as long as the last instalment is not due yet.
    const released = scene.heldAt(slot) ? scene.floor : 0;
    const at = Math.max(slot, tierSince, released, inTime ? scene.file.takenInAt : 0);
    const key = `maturity/${maturesOn}/${it.id}`;
    if (at > scene.now) {
      later.push({ at, what: `${it.id}: matures ${maturesOn}` });
      return [];
    }
    // Once a suit is approved, the question which way the loan will go is answered.
    if (scene.suitAt(at)) return [];
    if (at < scene.floor || at >= momentAt(addDays(maturesOn, 1), '00:00')) return [];
    const why: Reason = { code: 'matures', on: maturesOn };
    const base = { rule: it.rule, why, dpd: arrears.dpd, stage: state.stage };
    const steps: Step[] = [];
    if (it.letter && !scene.did(`${key}/letter`))
      steps.push(scene.letter(`${key}/letter`, at, base, it.letter, it.task ? `${key}/task` : null));
    if (it.notice && !scene.did(key) && !scene.held) {
      const last = scene.account.instalments.findLast((part) => part.dueOn === maturesOn)!;
      steps.push(...scene.notify(key, at, base, it.notice, 'service', last.seq));
    }
    if (it.task && !scene.did(`${key}/task`)) steps.push(scene.openTask(`${key}/task`, at, base, it.task));
    return steps;
  });
}

function maturityDay(it: MaturityStep, maturesOn: Day): Day {
  if (it.daysBefore !== undefined) return addDays(maturesOn, -it.daysBefore);
  const day = addMonths(maturesOn, -it.monthsBefore!);
  return it.dayOfMonth === undefined ? day : `${day.slice(0, 8)}${String(it.dayOfMonth).padStart(2, '0')}`;
}

/** Offers to those who pay well (P4.7): nothing overdue for so long, and something fell due and was paid. */
export function offers(scene: Scene, arrears: Arrears, state: LoanState, later: Later): Step[] {
  return scene.plan.offers.flatMap((offer) => {
    if (!scene.lead || !belongsTo(scene.plan, offer.for, scene.file, scene.tierName(state))) return [];
    return thisAndNext(offer.every, scene.today).flatMap((period): Step[] => {
      const at = scene.slot(dayIn(period, offer.openOn));
      const key = `care/offer/${offer.id}/${period.text}`;
      if (at > scene.now) {
        later.push({ at, what: `offer ${offer.id} ${period.text}` });
        return [];
      }
      if (
        at < Math.max(scene.floor, scene.leadFloor) ||
        scene.didForBorrower(key) ||
        scene.heldAt(at) ||
        !paysWell(scene, offer.cleanDays, dayOf(at))
      )
        return [];
      const why: Reason = { code: 'paid-well', days: offer.cleanDays };
      const base = { rule: offer.rule, why, dpd: arrears.dpd, stage: state.stage };
      const figures = offer.personal && (offerFigures(scene, offer.personal, at) ?? undefined);
      const notice = personalNotice(offer, figures !== undefined);
      return [
        { ...base, what: 'offer', key, at, kind: offer.id, period: period.text },
        ...scene.notify(`${key}/notice`, at, base, notice, 'offer', null, figures),
      ];
    });
  });
}

/** The notice of an offer: with the words that name the loan's figures if these are `known`, else without. */
function personalNotice({ notice, personal }: Plan['offers'][number], known: boolean): NoticeSpec {
  return known ? { ...notice, template: personal!.template, byChannel: undefined } : notice;
}

function thisAndNext(type: PeriodType, today: Day): Period[] {
  const period = periodOf(type, today);
  return [period, nextPeriod(period)];
}

/** Reliefs after which a borrower gets no offer for paying on time. A renewal is none of them: it is for good borrowers. */
const RELIEF: readonly CaseKind[] = ['grace', 'extension', 'restructuring'];

/** Whether something of any of the borrower's loans fell due and was paid in that time, and nothing of any was overdue. */
function paysWell({ account, file, now }: Scene, cleanDays: number, on: Day): boolean {
  const from = addDays(on, -cleanDays);
  if (file.disbursedOn > from) return false;
  const others = file.others.map((it) => ({ file: it, account: accountOf(it, now) }));
  const loans = [{ file, account }, ...others];
  return (
    loans.some((it) => fellDue(it.file, it.account, { from, before: on }, now).length > 0) &&
    loans.every((it) => !wasRelieved(it.file, from, now) && !wasOverdue(it.file, it.account, { from, until: on }, now))
  );
}

const wasRelieved = ({ cases }: AccountFacts, from: Day, now: Moment): boolean =>
  cases.some(
    ({ kind, approvedAt, closedAt }) =>
      RELIEF.includes(kind) &&
      approvedAt !== null &&
      approvedAt <= now &&
      (closedAt === null || dayOf(closedAt) >= from),
  );

/** A document of the archive: `contract/paper`, `valuation-report/paper/C1` of a thing that secures the loan. */
interface Wanted {
  name: string;
  missing: boolean;
  /** An open task asks for it, of this loan or of another that it is there for. */
  asked: boolean;
}

/** The documents that a loan's plan wants in the archive. */
export function documentsOf(scene: Scene, state: LoanState): Wanted[] {
  const { plan, file } = scene;
  const tier = scene.tierName(state);
  const own = { documents: file.documents, asked: new Set(askedOf(file)) };
  return (plan.archive?.documents ?? []).flatMap(({ document, of, for: segment, paper }) => {
    const forms = ['electronic', ...(paper ? ['paper'] : [])].map((form) => `${document}/${form}`);
    const wanted = (name: string, elsewhere: readonly Pick<OtherLoan, 'documents' | 'asked'>[]): Wanted => ({
      name,
      missing: ![own, ...elsewhere].some((it) => it.documents.has(name)),
      asked: [own, ...elsewhere].some((it) => it.asked.has(name)),
    });
    if (of === 'collateral') {
      return (file.collaterals ?? [])
        .filter(({ kind }) => belongsTo(plan, segment, { ...file, collateral: kind }, tier))
        .flatMap((thing) => forms.map((form) => wanted(ofThing(form, thing, file.loan), thing.loans)));
    }
    if (!belongsTo(plan, segment, file, tier)) return [];
    return forms.map((name) => wanted(name, of === 'borrower' ? file.others : []));
  });
}

/** What is asked for by a loan's open tasks. */
export const askedOf = ({ openTasks }: Pick<LoanFile, 'openTasks'>): string[] =>
  openTasks.flatMap(({ kind, form }) => (kind === 'document' ? (form ?? []) : []));

/** On the archive day of a month: what is missing is got within the week (P4.10, P7.10). */
export function archiveGaps(scene: Scene, arrears: Arrears, state: LoanState, later: Later): Step[] {
  const { archive } = scene.plan;
  if (!archive) return [];
  return thisAndNext('month', scene.today).flatMap((period): Step[] => {
    const at = scene.slot(dayIn(period, archive.openOn));
    const key = `archive/${period.text}`;
    if (at > scene.now) {
      later.push({ at, what: `archive day ${period.text}` });
      return [];
    }
    // A document that is asked for already, with this loan or another, is not asked for twice.
    const missing = documentsOf(scene, state).flatMap((it) => (it.missing && !it.asked ? [it.name] : []));
    if (at < scene.floor || at < scene.file.takenInAt || scene.did(key) || missing.length === 0) return [];
    const why: Reason = { code: 'not-archived', documents: missing };
    const base = { rule: archive.rule, why, dpd: arrears.dpd, stage: state.stage };
    const { dueDays, onHoliday } = archive;
    const task = { kind: 'document', role: 'archivist', dueDays, onHoliday } as const;
    return [scene.openTask(key, at, base, { ...task, form: missing })];
  });
}
