import type { Entry } from './export.js';

type Row = Record<string, unknown>;

/** A fact that comes in while a wake-up waits for the database is acted on at once: what follows from it is of the fact's moment. */
const SOON_MS = 3_600_000;

/** What must fit together among the things of an export: each as one line. */
export function crossFaults(entries: readonly Entry[]): string[] {
  const of = (table: string) => entries.filter((it) => it.table === table).flatMap((it) => (it.content ?? []) as Row[]);
  const decided = new Set(of('diary').map((it) => `${it.subject}/${it.entry}`));
  const attempts = new Map<unknown, number>();
  for (const { notice_id } of of('notice_attempts')) attempts.set(notice_id, (attempts.get(notice_id) ?? 0) + 1);
  const plans = new Set(of('plans').map((it) => `${it.plan}/${it.version}`));
  const loans = new Map(of('loans').map((it) => [it.loan_id, it]));
  return [
    ...of('notices').flatMap((it): string[] => [
      ...(decided.has(`${it.loan_id}/${it.entry}`)
        ? []
        : [`notices [${it.notice_id}]: nothing in the diary decided it`]),
      ...((attempts.get(it.notice_id) ?? 0) === Number(it.attempts ?? 0)
        ? []
        : [
            `notices [${it.notice_id}]: ${it.attempts} attempts are counted, ${attempts.get(it.notice_id) ?? 0} are there`,
          ]),
    ]),
    ...of('diary').flatMap((it): string[] => {
      const plan = loans.get(it.subject)?.plan;
      if (it.kind !== 'loan' || !it.plan_version || plan === undefined) return [];
      return plans.has(`${plan}/${it.plan_version}`)
        ? []
        : [`diary ${it.subject} ${it.entry}: decided by version ${it.plan_version} of ${plan}, which is not there`];
    }),
    ...of('diary').flatMap((it): string[] =>
      Date.parse(String(it.acted_at)) + SOON_MS < Date.parse(String(it.at))
        ? [`diary ${it.subject} ${it.entry}: done at ${it.acted_at}, before its moment ${it.at}`]
        : [],
    ),
  ];
}
