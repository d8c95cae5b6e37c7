import type { ReactNode } from 'react';
import './heads.css';

/** One figure, large, with what it is and what is to be known beside it. */
export const Figure = ({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) => (
  <div className="card figure-card">
    <dt>{label}</dt>
    <dd>
      <strong className="number">{value}</strong>
      {note !== undefined && <span className="soft">{note}</span>}
    </dd>
  </div>
);

export const Figures = ({ children }: { children: ReactNode }) => <dl className="figures">{children}</dl>;
