import { formatMoment, type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import type { AuditSettings } from '../../lender/audit-settings.js';
import type { Sql } from '../../store/base/connection/database.js';
import { lastCheck, signedAt, unsignedSince } from '../../store/proof/check.js';

/** It is signed every hour; a token may be away for one. */
const SIGNED_WITHIN_MS = 3 * 3_600_000;
/** It is compared every night. */
const OLD_DAYS = 2;
const REMEDY = 'does the worker run? `schedule list` shows record-check';

/** What differs from the record, or that nobody looks; and what should be known though all is well. */
export async function recordFaults(
  sql: Sql,
  { key, witnesses, authority }: Pick<AuditSettings, 'key' | 'witnesses' | 'authority'>,
  now: Moment,
): Promise<{ faults: string[]; note: string }> {
  const last = await lastCheck(sql);
  const signed = await signedAt(sql);
  const unsigned = key === null ? null : await unsignedSince(sql);
  const notSigned =
    unsigned !== null && unsigned < now - SIGNED_WITHIN_MS
      ? [
          `what it has since ${formatMoment(unsigned)} is not signed: does the worker run, does what signs answer? \`audit write\` says why`,
        ]
      : [];
  const lacks = [
    ...(key === null ? ['AUDIT_KEY is not set: it is not signed'] : []),
    ...(witnesses.length === 0 ? ['AUDIT_WITNESS is not set: an end that is cut off is not noticed'] : []),
  ];
  if (last === null) {
    const { first: since } = signed;
    // Whoever owns the database can empty the list of what was compared, but not make the record younger.
    const late = since !== null && since < now - OLD_DAYS * MS_A_DAY;
    const faults = late ? [`it is kept since ${formatMoment(since)}, and no comparison of it is known: ${REMEDY}`] : [];
    return { faults: [...faults, ...notSigned], note: ['not compared yet', ...lacks].join('; ') };
  }
  const [first] = last.findings;
  const at = formatMoment(last.at);
  const faults = [
    ...(first
      ? [`${last.findings.length} things are not as it says, first ${first.where}: ${first.says}: see \`audit check\``]
      : []),
    ...(authority && signed.last !== null && signed.last - (signed.stamped ?? signed.first!) > OLD_DAYS * MS_A_DAY
      ? [
          `its heads were last stamped at ${signed.stamped === null ? 'no time' : formatMoment(signed.stamped)}: does ${authority.url} answer?`,
        ]
      : []),
    ...notSigned,
    ...(last.at < now - OLD_DAYS * MS_A_DAY ? [`it was last compared at ${at}: ${REMEDY}`] : []),
  ];
  return { faults, note: [`compared at ${at}`, ...lacks].join('; ') };
}
