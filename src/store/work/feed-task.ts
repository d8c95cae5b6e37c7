import type pg from 'pg';
import type { TaskSpec } from '../../domain/plan/plan.js';
import type { Role } from '../../domain/plan/roles.js';
import type { Reason } from '../../domain/reason/reason.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import { askUnit, endAskedOfUnit } from './ask-unit.js';

/** Of no plan: the unit's work about the book that the core system sends. */
const FEED = 'feed';
const REFUSED = 'refused';

const SPEC: TaskSpec = {
  kind: 'feed-refused',
  role: 'department-head',
  dueDays: 1,
  title: '核心系统每日数据未能受理 daily book refused',
  form: ['未受理的行与原因', '如何处理：在核心系统更正后重报、解除暂停'],
};

/**
 * What of a feed could not be taken is one task of whoever owns the data, however many rows and days it is: while one is open no
 * other is opened.
 */
export const askForFeed = (
  client: pg.PoolClient,
  { day, role, why }: { day: Day; role: Role; why: Reason },
  now: Moment,
): Promise<void> => ask(client, { day, role, why, duty: REFUSED, of: SPEC }, now);

/** Money of a statement that nobody could be found for is one task too. */
export const askToMatch = (
  client: pg.PoolClient,
  { day, role, unmatched }: { day: Day; role: Role; unmatched: number },
  now: Moment,
): Promise<void> =>
  ask(
    client,
    { day, role, why: { code: 'payments-unmatched', day, payments: unmatched }, duty: UNMATCHED, of: TO_MATCH },
    now,
  );

/** A book that could not be read, and of which nothing was taken, is a fault of the same kind. */
export const askForUnreadBook = (
  client: pg.PoolClient,
  { day, why }: { day: Day; why: Reason<'book-unread'> },
  now: Moment,
): Promise<void> => ask(client, { day, role: 'department-head', why, duty: REFUSED, of: SPEC }, now);

/** Nobody may be dunned while a book of a day is missing: somebody sees to it that it comes. */
export const askForMissingBook = (
  client: pg.PoolClient,
  { day, why }: { day: Day; why: Reason<'book-missing'> },
  now: Moment,
): Promise<void> => ask(client, { day, role: 'department-head', why, duty: MISSING, of: TO_SEND }, now);

const MISSING = 'missing';
const TO_SEND: TaskSpec = {
  kind: 'book-missing',
  role: 'department-head',
  dueDays: 1,
  title: '核心系统每日数据缺失，催收已暂停 daily book missing, dunning paused',
  form: ['缺失的日期与原因', '何时补报；不再补报的以`import without`登记'],
};

const ask = (
  client: pg.PoolClient,
  { day, role, why, duty, of }: { day: Day; role: Role; why: Reason; duty: string; of: TaskSpec },
  now: Moment,
): Promise<void> =>
  askUnit(client, { about: FEED, duty, period: `${day}/${now}`, asOf: day, spec: { ...of, role }, why }, now);

const UNMATCHED = 'unmatched';
const TO_MATCH: TaskSpec = {
  kind: 'payments-unmatched',
  role: 'department-head',
  dueDays: 1,
  title: '银行流水中未能认领的款项 payments of nobody known',
  form: ['未认领的款项', '认领到哪笔贷款或退回'],
};

/** All is taken now: nobody has to do anything. */
export const endFeedTasks = (client: pg.PoolClient, why: Reason, now: Moment): Promise<void> =>
  endAskedOfUnit(client, { about: FEED, duty: REFUSED, why }, now);

/** No book is missing any more. */
export const endMissingTask = (client: pg.PoolClient, why: Reason, now: Moment): Promise<void> =>
  endAskedOfUnit(client, { about: FEED, duty: MISSING, why }, now);
