import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { type Answer, api, STAYS } from '../client/client';
import { Asked } from '../parts/asked';
import { Chart } from '../parts/chart/chart';
import { Page } from '../parts/page';
import { useWords } from '../words/language';
import { Files } from './files';
import { REPORT_WORDS } from './words';
import './reports.css';

type Section = Answer<'Paper'>['sections'][number];

/** A paper, read in the page: its words, its pictures and its tables. */
export default function Report() {
  const say = useWords(REPORT_WORDS);
  const report = Number(useParams().report);
  const paper = api.useQuery('get', '/api/v1/reports/{report}/paper', { params: { path: { report } } }, STAYS);
  const files = api.useQuery('get', '/api/v1/reports', { params: { query: { after: report - 1, limit: 1 } } }, STAYS);
  const filed = files.data?.items.find((it) => it.report === report);
  return (
    <Page
      title={say.report}
      about={<Link to="/reports">← {say.back}</Link>}
      actions={
        <>
          {filed && <Files report={filed} />}
          <Button icon={<PrinterOutlined aria-hidden />} onClick={() => print()}>
            {say.print}
          </Button>
        </>
      }
    >
      <Asked query={paper}>
        {(it) => (
          <article className="paper card">
            <header>
              <h2>{it.title}</h2>
              <p className="soft">{it.about.join(' · ')}</p>
            </header>
            <div>
              {it.sections.map((section, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: what was frozen stays in its order.
                <SectionOf key={n} section={section} />
              ))}
            </div>
          </article>
        )}
      </Asked>
    </Page>
  );
}

function SectionOf({ section: { heading, paragraphs, table, chart, signed } }: { section: Section }) {
  const say = useWords(REPORT_WORDS);
  return (
    <section>
      <h3>{heading}</h3>
      {paragraphs.map((it) => (
        <p key={it}>{it}</p>
      ))}
      {chart && (
        <Chart
          label={say.chart(heading)}
          drawing={chart}
          height={chart.type === 'heatmap' ? 80 + chart.y.length * 32 : 280}
        />
      )}
      {table && <TableOf table={table} label={say.table(heading)} />}
      {signed && <p className="signed">{signed}</p>}
    </section>
  );
}

function TableOf({ table, label }: { table: NonNullable<Section['table']>; label: string }) {
  const { columns, rows, total, note } = table;
  const cells = (row: readonly string[]) =>
    columns.map(({ key, figure }, n) => (
      <td key={key} className={figure ? 'figure number' : undefined}>
        {row[n]}
      </td>
    ));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled can be reached by the keyboard.
    <section className="wide-table" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(({ key, title, figure }) =>
              title === '' ? (
                <td key={key} />
              ) : (
                <th key={key} scope="col" className={figure ? 'figure' : undefined}>
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line of what was frozen has no name.
            <tr key={n}>{cells(row)}</tr>
          ))}
        </tbody>
        {total && (
          <tfoot>
            <tr>{cells(total)}</tr>
          </tfoot>
        )}
      </table>
      {note && <p className="soft">{note}</p>}
    </section>
  );
}
