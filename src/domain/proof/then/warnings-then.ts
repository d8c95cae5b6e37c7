import type { KnownWarning } from '../../loan/loan-file.js';
import { momentOf, type RowsOf } from '../rows.js';
import { by, detailOf, inOrder, isThere, known, type Noted, type Then } from './told.js';

/** The borrower's warnings, as serious as they were. */
export function warningsThen(of: RowsOf, { loan, at }: Then, noted: Noted): KnownWarning[] {
  const lines = of('diary').filter((it) => String(it.what).startsWith('warning.') && noted(it));
  return of('warnings')
    .filter((it) => it.borrower_id === loan.borrower_id && isThere(of, 'warning', it, at, noted))
    .sort(inOrder('opened_at', 'warning_id'))
    .map((it) => {
      const own = lines.filter((line) => detailOf(line).warning === it.warning_id).sort(inOrder('acted_at', 'at'));
      const [opening, ...joined] = own.filter((line) => line.what === 'warning.open' || line.what === 'warning.join');
      const last = joined.at(-1) ?? opening;
      const ending = of('diary').find(
        (line) => line.what === 'warning.close' && detailOf(line).warning === it.warning_id,
      );
      const isClosed = it.closed_at !== undefined && (ending ? noted(ending) : by(it.closed_at, at));
      const carrier = of('loans').find((one) => one.loan_id === it.loan_id);
      return {
        ...{ warning: String(it.warning_id), indicator: String(it.indicator), openedAt: momentOf(it.opened_at)! },
        level: (last ? detailOf(last).level : it.level) as KnownWarning['level'],
        facts: opening
          ? [opening, ...joined].flatMap((line) => (detailOf(line).facts as string[] | undefined) ?? [])
          : ((it.facts as string[] | undefined) ?? []),
        closedAt: isClosed ? momentOf(it.closed_at) : known(carrier?.closed_at ?? '9999-01-01', at),
        lookAgainAt: isClosed ? momentOf(it.look_again_at) : null,
      };
    });
}
