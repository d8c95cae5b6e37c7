import type { ReactNode } from 'react';
import { useInSight } from './in-sight';

export interface Column<T> {
  /** What it is called, above the table, and beside the value on a phone. */
  label: string;
  show: (it: T) => ReactNode;
  /** Figures stand to the right. */
  figure?: boolean;
}

/** With two lines of text. */
const ROW_PX = 58;

/** A table that becomes a list of cards on a phone; of a long one, what is seen. */
export function Rows<T>({
  label,
  columns,
  rows,
  keyOf,
}: {
  /** What the table is, for who hears it. */
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (it: T) => string;
}) {
  const { list, from, to, before, after, measure } = useInSight<HTMLTableSectionElement, HTMLTableRowElement>(
    rows.length,
    ROW_PX,
  );
  return (
    <table className="rows" aria-label={label} aria-rowcount={rows.length + 1}>
      <thead>
        <tr>
          {columns.map((it) => (
            <th key={it.label} scope="col" className={it.figure ? 'figure' : undefined}>
              {it.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={list}>
        {before > 0 && <tr className="room" aria-hidden style={{ height: before }} />}
        {rows.slice(from, to).map((row, n) => (
          <tr key={keyOf(row)} ref={measure} data-index={from + n} aria-rowindex={from + n + 2}>
            {columns.map((it) => (
              <td key={it.label} data-label={it.label} className={it.figure ? 'figure number' : undefined}>
                <div>{it.show(row)}</div>
              </td>
            ))}
          </tr>
        ))}
        {after > 0 && <tr className="room" aria-hidden style={{ height: after }} />}
      </tbody>
    </table>
  );
}
