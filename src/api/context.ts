import type { Bounces } from '../channels/bounces.js';
import type { Links } from '../channels/message/links.js';
import type { StopWords } from '../domain/contact/keywords.js';
import type { ContactRules } from '../domain/plan/contact-rules.js';
import type { Language } from '../domain/plan/template.js';
import type { EnglishWords } from '../domain/reason/english.js';
import type { Day, Moment } from '../domain/time/dates.js';
import type { Recurring } from '../domain/time/recurring.js';
import type { Database } from '../store/base/connection/database.js';
import type { Seal } from '../store/base/seal.js';
import type { Source } from '../store/facts/facts.js';
import type { Sender } from './intake-settings.js';
import type { SignOn } from './sign-on.js';

export interface ApiHealth {
  /** It answers, and takes writes. */
  database: boolean;
  /** `away`: facts are taken, workflows are nudged later. `refused`: none can be nudged, since the namespace is not this database's. */
  temporal: 'good' | 'away' | 'refused';
}

/** What the routes act with; made once by `postloan api`. */
export interface ApiContext {
  db: Database;
  seal: Seal;
  settings: ApiSettings;
  contactRules: ContactRules;
  /** The words (STOP, 退订 …) by which people end messages, or ask for them again. */
  stopWords: StopWords;
  /** What plans say in Chinese alone. */
  english: EnglishWords;
  /** The business moment. */
  now(): Moment;
  /** The machine's own clock, by which sessions and keys end: business time may be another, and run faster. */
  clock(): Moment;
  /** Facts were written: nudges the workflows they concern. Never throws, and is not waited for. */
  tell(): void;
  health(): Promise<ApiHealth>;
  temporal: TemporalSide;
  /** A line of the log, in words without personal data. */
  log(level: 'error' | 'warn' | 'info', message: string): void;
}

/** What the Temporal server knows and does. Each is refused with 503 while it does not answer. */
export interface TemporalSide {
  schedules(): Promise<Recurring[]>;
  steerSchedule(
    said: { schedule: string; steer: 'trigger' | 'pause' | 'resume'; why: string },
    source: Source,
  ): Promise<string>;
  backfill(said: { schedule: string; from: Day; until: Day }, source: Source): Promise<Day[]>;
  /** What does not go on by itself, and why. */
  troubles(): Promise<{ what: string; why: string }[]>;
  /** What `reconcile` would mend. */
  drift(): Promise<Drift>;
  /** Mends it. Doing it again does nothing. */
  reconcile(source: Source): Promise<Mended>;
  /** Ends the workflow of a loan, and starts it again from the database. */
  restart(said: { loan: string; why: string }, source: Source): Promise<void>;
}

interface Mended {
  /** By what was mended. */
  counted: Record<string, number>;
  /** What is left, and why. */
  failed: { what: string; why: string }[];
}

/** What has drifted between database and Temporal. */
interface Drift {
  /** Workflows that are not there, by the kind of what they are about. */
  missing: { kind: string; count: number; first: string }[];
  /** Workflows that should not be there, and why. */
  strays: { workflow: string; why: string }[];
  /** News that nobody was told of yet. */
  untold: number;
}

export interface ApiSettings {
  /** Our own address on the internet, without a slash at its end; null: not known, then only /health is served. */
  publicUrl: string | null;
  /** Where Temporal's web UI shows the workflows of this namespace; null: not known. */
  temporalUi: string | null;
  /** Proxies whose X-Forwarded-For header is believed: `loopback`, addresses, networks. */
  trustedProxies: string[];
  /** Of phone numbers without a country code. */
  country: string;
  /** So many requests of /api/v1 a person or a program may make in a minute, and an address that does not say who asks. */
  perMinute: number;
  /** Null: Twilio's webhooks are not served. */
  twilioAuthToken: string | null;
  /** The secret part of the address that Alibaba pushes to; null: its pushes are not served. */
  aliyunWebhookSecret: string | null;
  /** Null: the answers of the lender's own gateways are not served. */
  webhookSecret: string | null;
  /** The lender's other systems that may send facts; none: nothing is taken in from them. */
  senders: readonly Sender[];
  /** Null: no pages for borrowers. */
  links: Links | null;
  /** Null: mails that come back are not taken. */
  bounces: Bounces | null;
  /** The lender's own provider of identities; null: people sign in by password. */
  signOn: SignOn | null;
  /** Hosts inside the network that webhooks may reach, by name. */
  webhookHosts: readonly string[];
  /** The lender's own page to pay on; null: the page does not offer it. */
  paymentUrl: string | null;
  lender: { name: string; hotline: string };
  /** In which papers are filed. */
  language: Language;
  /** How old the newest daily book may be (`missingBook`). */
  bookAge: number | null;
  /** The folder of the lender's own plans; empty: there is none. */
  plans: string;
}
