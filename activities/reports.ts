import { ApplicationFailure } from '@temporalio/activity';
import type { Outgoing } from '../src/channels/index.js';
import type { Role } from '../src/domain/plan/roles.js';
import type { Language } from '../src/domain/plan/template.js';
import { type Day, dayOf } from '../src/domain/time/dates.js';
import { parsePeriod } from '../src/domain/time/period.js';
import {
  address,
  deliveredOf,
  markSending,
  noteNothingToTell,
  settle,
  undelivered,
} from '../src/reports/deliver/deliveries.js';
import { type Filed, fileReport, inOtherLanguage } from '../src/reports/deliver/filed.js';
import { followUp } from '../src/reports/deliver/follow-up.js';
import { makeReport, NothingToReport, type Snapshot, sectionsById } from '../src/reports/deliver/make-report.js';
import { paperTitle } from '../src/reports/english/paper-in-english.js';
import { reserveUnitLetters } from '../src/reports/letters/letter-lists.js';
import { sayNothing } from '../src/reports/paper/for-reading.js';
import { type Frozen, reportById } from '../src/reports/paper/frozen.js';
import { PAPERS } from '../src/reports/papers/index.js';
import { isPaused, pausesNow } from '../src/store/notices/sending.js';
import { retireStaffMail } from '../src/store/staff/staff-mails.js';
import { beating } from './beating.js';
import { type Dependencies, lendersLanguage } from './dependencies.js';
import { MAIL_PATIENCE_MS, mailOnce } from './sending/staff-mail.js';
import { tell, tellTasks } from './tell.js';

/** Which paper, and as of which day: said by whoever starts it, never by the clock. */
export interface ReportDue {
  plan: string;
  kind: string;
  /** As written: 2026-10. */
  period: string;
  asOf: Day;
  now: number;
}

/** A paper whose figures are frozen. Stands in the history: numbers and ids only. */
export interface ReportMade {
  report: number;
  title: string;
  version: number;
  /** False: the figures are those that were reported before. */
  news: boolean;
  /** How many figures differ from the version before; null: the first version. */
  changed: number | null;
}

export interface ReportDelivered {
  /** How many have which outcome: sent, failed, unknown, not-delivered, waiting. */
  outcomes: Record<string, number>;
  /** Not delivered yet, and worth another try. */
  waiting: number;
}

/** One figure of a million loans takes minutes. */
const FIGURES_MS = 20 * 60_000;
/** All forms of a paper are rendered without a step in between, which for a large book takes minutes. */
const FILE_MS = 10 * 60_000;
/** In bytes: mail servers refuse larger mails. The paper is filed all the same. */
const MOST_ATTACHED = 10_000_000;
/** In bytes, of the paper as the body of the mail: mail programs cut off or load slowly what is longer. */
const MOST_IN_MAIL = 1_000_000;

/** The forms that a mail has. */
const IN_MAIL = ['xlsx', 'pdf', 'html'] as const;

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
} as const;

export function reportActivities(dependencies: Dependencies) {
  const { db, seal, channels, clock, lender, planOf } = dependencies;
  const lenders = lendersLanguage(lender);
  const readers = { seal, lender: lender.name, language: lenders };

  /**
   * Gathers the figures and freezes them; made again with the same facts it answers the version that is there. Opens the
   * tasks that follow from what was missed, once.
   * Throws ReportUnknown for a kind, period or plan that there is not: no retry helps.
   */
  async function gatherFigures({ plan, kind: name, period: text, asOf, now }: ReportDue): Promise<ReportMade> {
    const kind = PAPERS.get(name);
    const period = parsePeriod(text);
    if (!kind || !period || !kind.periods.includes(period.type))
      throw ApplicationFailure.nonRetryable(`there is no paper ${name} for ${text}`, 'ReportUnknown');
    const progress = { done: 0, of: 0 };
    return beating(progress, FIGURES_MS, async (step) => {
      try {
        const { report, news } = await makeReport(
          db,
          { plan, kind, period, asOf },
          clock.toBusiness(now),
          (done, of) => {
            Object.assign(progress, { done, of });
            step();
          },
        );
        const { id, version, changed } = report;
        const told = await followUp(db, report, clock.toBusiness(now));
        await tellTasks(dependencies, told);
        return { report: id, title: kind.title, version, news, changed: changed?.length ?? null };
      } catch (error) {
        if (!(error instanceof NothingToReport)) throw error;
        throw ApplicationFailure.nonRetryable(error.message, 'ReportUnknown');
      }
    });
  }

  /**
   * Files the paper in every form; what is filed already stays. Where its duty asks for it, a letter to each unit is reserved
   * along (P1.5, P2.8). Answers the names of the files.
   */
  async function filePaper({ report, now }: { report: number; now: number }): Promise<string[]> {
    return beating({}, FILE_MS, async () => {
      const paper = await reportById(db.pool, report);
      const files = await fileReport(db, paper, clock.toBusiness(now), readers);
      await tell(dependencies, await reserveUnitLetters(db, await planOf(paper.plan), paper, clock.toBusiness(now)));
      return files.map((it) => it.name);
    });
  }

  /**
   * Mails the paper to staff of the roles, once each. What an earlier try left without an outcome is asked of the mail server
   * first; what cannot be known is not sent blindly. `last`: what still waits is given up.
   */
  async function deliverPaper(it: {
    report: number;
    to: Role[];
    now: number;
    last: boolean;
    /** When the workflow began. Left out by workflows that were started by an earlier version. */
    begun?: number;
  }): Promise<ReportDelivered> {
    const moment = clock.toBusiness(it.now);
    const mail = channels.email;
    const begun = clock.toBusiness(it.begun ?? it.now);
    const { report: paper, sends } = await isSent(it.report);
    if (!sends) {
      await noteNothingToTell(db.pool, it.report, it.to, moment);
      return { outcomes: await deliveredOf(db.pool, it.report), waiting: 0 };
    }
    await address(db.pool, { report: it.report, roles: it.to, on: dayOf(moment), begun }, moment);
    const people = await undelivered(db.pool, it.report);
    if (people.length > 0 && mail && !isPaused(await pausesNow(db.pool), 'email')) {
      const filed = await fileReport(db, paper, moment, readers);
      const messages = new Map([[lenders, messageOf(paper, filed, lender.name, lenders)]]);
      for (const { language } of people)
        if (language !== null && !messages.has(language)) {
          const read = await inOtherLanguage(db.pool, paper, readers, IN_MAIL);
          messages.set(language, messageOf(paper, read, lender.name, language));
        }
      await beating({}, MAIL_PATIENCE_MS, async (step) => {
        for (const person of people) {
          const to = seal.tryOpen(person.emailSealed, 'staff.email_sealed', person.staff);
          const settleIt = (status: Parameters<typeof settle>[2], reason: string | null) =>
            settle(db.pool, person, status, reason, moment);
          if (to === null) await settleIt('not-delivered', 'the address cannot be opened');
          else
            await mailOnce(
              mail,
              person,
              { ...messages.get(person.language ?? lenders)!, to },
              {
                sending: () => markSending(db.pool, person),
                settle: settleIt,
                gone: (code) => retireStaffMail(db.pool, person.staff, code, { actor: 'worker', at: moment }),
              },
            );
          step();
        }
      });
    }
    const left = await undelivered(db.pool, it.report);
    if (mail && !it.last) return { outcomes: await deliveredOf(db.pool, it.report), waiting: left.length };
    for (const person of left) {
      const why = mail ? 'the mail server did not take it in time' : 'there is no mail channel';
      await settle(db.pool, person, person.status === 'sending' ? 'unknown' : 'not-delivered', why, moment);
    }
    return { outcomes: await deliveredOf(db.pool, it.report), waiting: 0 };
  }

  /** Whether anybody gets a paper: not where it has nothing to tell, unless its duty wants it all the same. */
  async function isSent(id: number): Promise<{ report: Frozen; sends: boolean }> {
    const report = await reportById(db.pool, id);
    const { duties } = await planOf(report.plan);
    const wanted = duties.some((it) => it.report === report.kind && it.evenIfNothing);
    return { report, sends: wanted || !sayNothing(sectionsById(PAPERS.get(report.kind)!, report.figures as Snapshot)) };
  }

  return { gatherFigures, filePaper, deliverPaper };
}

type Message = Omit<Outgoing, 'noticeId' | 'since'>;

const WORDS = {
  'zh-CN': {
    what: (title: string, { plan, period, asOf, version }: Frozen) =>
      `${title} ${period}（${plan}，截止${asOf}，第${version}版）`,
    attached: (what: string) => `${what}，见附件。`,
    tooLarge: (what: string) => `${what}，文件较大，请到系统中查阅。`,
  },
  en: {
    what: (title: string, { plan, period, asOf, version }: Frozen) =>
      `${title} ${period} (${plan}, as of ${asOf}, version ${version})`,
    attached: (what: string) => `${what} is attached.`,
    tooLarge: (what: string) => `${what}: the files are too large for a mail, please read them in the system.`,
  },
};

function messageOf(report: Frozen, files: readonly Filed[], lender: string, language: Language): Omit<Message, 'to'> {
  const say = WORDS[language];
  const title = paperTitle(PAPERS.get(report.kind)!.title, language);
  const what = say.what(title, report);
  const html = files.find((it) => it.format === 'html' && it.bytes.length <= MOST_IN_MAIL);
  const forms = files.filter((it) => it.format === 'xlsx' || it.format === 'pdf');
  const fits = forms.reduce((sum, it) => sum + it.bytes.length, 0) <= MOST_ATTACHED;
  return {
    subject: `${lender}${language === 'en' && lender !== '' ? ': ' : ''}${title} ${report.period}`,
    text: `${fits ? say.attached(what) : say.tooLarge(what)}\n${files.map((it) => `${it.name}  SHA-256 ${it.sha256}`).join('\n')}\n`,
    language,
    paper: {
      ...(html ? { html: html.bytes.toString('utf8') } : {}),
      attachments: fits ? forms.map(({ name, format, bytes }) => ({ name, type: TYPES[format], bytes })) : [],
    },
  };
}
