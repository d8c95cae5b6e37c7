import type { ReactNode } from 'react';

export interface Column<T> {
  /** What it is called, above the table, and beside the value on a phone. */
  label: string;
  show: (it: T) => ReactNode;
  /** Figures stand to the right. */
  figure?: boolean;
}

/** A table that becomes a list of cards on a phone. */
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
  return (
    <table className="rows" aria-label={label}>
      <thead>
        <tr>
          {columns.map((it) => (
            <th key={it.label} scope="col" className={it.figure ? 'figure' : undefined}>
              {it.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((it) => (
              <td key={it.label} data-label={it.label} className={it.figure ? 'figure number' : undefined}>
                <div>{it.show(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
