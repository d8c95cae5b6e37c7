import { Segmented, Select } from 'antd';
import { type CSSProperties, useState } from 'react';
import type { Plan } from '../../../src/domain/plan/plan';
import { COLOURS } from '../book/lanes';
import { type Answer, api, STAYS } from '../client/client';
import { Asked } from '../parts/asked';
import { Filters } from '../parts/entry/filters';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { YEAR_WORDS } from './year-words';
import './year.css';

type PlanYear = Answer<'PlanYear'>;
type Row = Answer<'RowOfYear'>;

const VIEWS = ['quiet', 'overdue', 'unit'] as const;
const SIZES = ['large', 'medium', 'small'] as const;
const MONTHS = Array.from({ length: 12 }, (_, n) => n + 1);
const LANES: Record<Row['part'], string> = {
  ...{ standing: COLOURS.ladder, messages: COLOURS.messages, work: COLOURS.work },
  ...{ checks: '#0d9488', papers: '#b7791f' },
};
/** More days of a month than these are counted. */
const FEW = 3;

/** A plan as its year: which row does what on which days, for a loan that pays, for one that does not, and for the unit. */
export function Year({ plan: { plan, version, borrowers } }: { plan: Plan }) {
  const say = useWords(YEAR_WORDS);
  const { money, word } = useSaying();
  const [view, setView] = useState<(typeof VIEWS)[number]>('quiet');
  const [kind, setKind] = useState<Plan['borrowers'][number]>();
  const [size, setSize] = useState<(typeof SIZES)[number]>();
  const [year, setYear] = useState<number>();
  const query = { version, ...(kind && { kind }), ...(size && { size }), ...(year && { year }) };
  const asked = api.useQuery('get', '/api/v1/plans/{plan}/year', { params: { path: { plan }, query } }, STAYS);
  const thisYear = Number(api.useQuery('get', '/api/v1/lender').data?.now.slice(0, 4) ?? 0);
  return (
    <section className="card">
      <h2>{say.year}</h2>
      <Filters>
        <Segmented
          aria-label={say.which}
          value={view}
          onChange={setView}
          options={VIEWS.map((value) => ({ value, label: say[value] }))}
        />
        {borrowers.length > 1 && (
          <Select
            aria-label={say.borrower}
            value={kind ?? asked.data?.kind}
            onChange={setKind}
            options={borrowers.map((value) => ({ value, label: word(value) }))}
          />
        )}
        {(kind ?? borrowers[0]) === 'enterprise' && (
          <Select
            aria-label={say.size}
            allowClear
            placeholder={say.anySize}
            value={size}
            onChange={setSize}
            options={SIZES.map((value) => ({ value, label: word(value) }))}
          />
        )}
        {thisYear > 0 && (
          <Select
            aria-label={say.of}
            value={year ?? thisYear}
            onChange={setYear}
            options={[thisYear - 1, thisYear, thisYear + 1].map((value) => ({ value, label: String(value) }))}
          />
        )}
      </Filters>
      <Asked query={asked}>
        {(it) => (
          <>
            {view !== 'unit' && <p className="soft">{say.about(money(it.loan.principal), it.loan.disbursedOn)}</p>}
            <Months of={it} rows={it[view]} due={view !== 'unit'} />
          </>
        )}
      </Asked>
    </section>
  );
}

function Months({ of, rows, due }: { of: PlanYear; rows: readonly Row[]; due: boolean }) {
  const say = useWords(YEAR_WORDS);
  const { word } = useSaying();
  const parts = [...new Set(rows.map((it) => it.part))];
  if (rows.length === 0) return <p className="soft">{say.nothing}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than a phone is moved by keys too.
    <section className="year-box" aria-label={say.year} tabIndex={0}>
      <table className="year">
        <thead>
          <tr>
            <th scope="col" className="of">
              {say.what}
              <span className="rule">{say.row}</span>
            </th>
            {MONTHS.map((it) => (
              <th key={it} scope="col" className="month">
                {say.month(String(it))}
              </th>
            ))}
          </tr>
        </thead>
        {due && (
          <tbody style={{ '--lane': COLOURS.money } as CSSProperties}>
            <Line label={say.due} rule="" days={of.loan.instalments.map((it) => it.dueOn)} year={of.year} />
          </tbody>
        )}
        {parts.map((part) => (
          <tbody key={part} style={{ '--lane': LANES[part] } as CSSProperties}>
            <tr>
              <th scope="rowgroup" className="of">
                <span className="dot" />
                {say[part]}
              </th>
              <td colSpan={12} />
            </tr>
            {rows
              .filter((it) => it.part === part)
              .map((it) => (
                <Line
                  key={JSON.stringify([it.what, it.rule, it.kind, it.title, it.role])}
                  label={<Named row={it} />}
                  more={[...it.channels.map(word), ...(it.role === null ? [] : [word(it.role)])].join(' · ')}
                  {...{ rule: it.rule, days: it.days, year: of.year }}
                />
              ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function Named({ row: { what, kind, title } }: { row: Row }) {
  const say = useWords(YEAR_WORDS);
  const { word, tier, title: titled } = useSaying();
  if (what in say && what !== 'what') {
    const named = what === 'tier' ? tier(kind) : word(kind);
    return `${say[what as 'stage']} · ${named}`;
  }
  return titled(title, kind);
}

interface OfLine {
  label: React.ReactNode;
  more?: string;
  rule: string;
  days: readonly string[];
  year: number;
}

function Line({ label, more = '', rule, days, year }: OfLine) {
  const say = useWords(YEAR_WORDS);
  return (
    <tr>
      <th scope="row" className="of">
        <span className="rule">{rule}</span>
        {label}
        {more !== '' && <div className="soft">{more}</div>}
      </th>
      {MONTHS.map((month) => {
        const on = days.filter((it) => it.startsWith(`${year}-${String(month).padStart(2, '0')}`));
        const numbers = on.map((it) => String(Number(it.slice(8))));
        return (
          <td key={month} className="month">
            {on.length > 0 && (
              <span className="days" title={`${say.month(String(month))} ${numbers.join(', ')}`}>
                {on.length > FEW ? say.times(String(on.length)) : numbers.join(' ')}
              </span>
            )}
          </td>
        );
      })}
    </tr>
  );
}
