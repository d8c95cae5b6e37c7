import type { Answer } from '../client/client';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { HEADS_WORDS } from './words';

type Group = Answer<'PortfolioGroup'>;

/** Branches, people or products side by side, the most overdue first. */
export function GroupTable({ label, name, groups }: { label: string; name: string; groups: readonly Group[] }) {
  const say = useWords(HEADS_WORDS);
  const { money, share, count, word } = useSaying();
  const columns: Column<Group>[] = [
    { label: name, show: (it) => (it.key === 'unknown' ? word(it.key) : it.key) },
    { label: say.count, show: (it) => count(it.loans), figure: true },
    { label: say.outstanding, show: (it) => money(it.outstanding), figure: true },
    { label: say.late, show: (it) => count(it.overdueLoans), figure: true },
    { label: say.overdue, show: (it) => money(it.overdue), figure: true },
    { label: say.share, show: (it) => share(it.overdueRate), figure: true },
    { label: say.nplRate, show: (it) => share(it.nplRate), figure: true },
  ];
  const worst = groups.toSorted(
    (a, b) => (b.overdueRate ?? 0) - (a.overdueRate ?? 0) || Number(b.overdue) - Number(a.overdue),
  );
  return <Rows label={label} columns={columns} rows={worst} keyOf={(it) => it.key} />;
}
