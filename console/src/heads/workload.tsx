import { useMemo } from 'react';
import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Chart } from '../parts/chart/chart';
import type { Drawing } from '../parts/chart/chart-options';
import { usePlanName } from '../parts/entry/plan-choice';
import { Mark } from '../parts/mark';
import { Page } from '../parts/page';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { minor, useSaying } from '../words/said';
import { HEADS_WORDS } from './words';
import './heads.css';

type Load = Answer<'Workload'>;

/** What is known of the coming thirty days. */
export default function Workload() {
  const { workload: title } = useWords(PAGE_TITLES);
  const say = useWords(HEADS_WORDS);
  const load = api.useQuery('get', '/api/v1/workload', {}, { refetchInterval: 60_000 });
  return (
    <Page title={title} about={say.workloadAbout}>
      <Asked query={load}>
        {(it) => (
          <div className="grid">
            <section className="card">
              <h2>{say.openWork}</h2>
              <TasksByDay load={it} />
            </section>
            <section className="card">
              <h2>{say.fallsDue}</h2>
              <DueByDay load={it} />
            </section>
            <section className="card whole">
              <h2>{say.people}</h2>
              <People people={it.people} />
            </section>
            <section className="card whole">
              <h2>{say.duties}</h2>
              <Duties duties={it.duties} />
            </section>
          </div>
        )}
      </Asked>
    </Page>
  );
}

/** Every day from one to another: days without work are seen too. */
function daysOf({ from, until }: Pick<Load, 'from' | 'until'>): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at < Date.parse(until); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

const short = (day: string) => day.slice(5);

function TasksByDay({ load }: { load: Load }) {
  const say = useWords(HEADS_WORDS);
  const { word } = useSaying();
  const drawing = useMemo((): Drawing => {
    const days = daysOf(load);
    const roles = [...new Set(load.tasks.map((it) => it.role))];
    const count = (role: string, there: (on: string) => boolean) =>
      load.tasks.filter((it) => it.role === role && there(it.on)).reduce((sum, it) => sum + it.tasks, 0);
    return {
      ...{ type: 'bar', unit: 'integer', stacked: true, x: [say.lateTasks, ...days.map(short)] },
      series: roles.map((role) => ({
        name: word(role),
        values: [count(role, (on) => on < load.from), ...days.map((day) => count(role, (on) => on === day))],
      })),
    };
  }, [load, say, word]);
  return load.tasks.length === 0 ? (
    <p className="soft">{say.noWork}</p>
  ) : (
    <Chart label={say.workChart} drawing={drawing} height={300} />
  );
}

function DueByDay({ load }: { load: Load }) {
  const say = useWords(HEADS_WORDS);
  const drawing = useMemo((): Drawing => {
    const days = daysOf(load);
    const values = days.map((day) => minor(load.due.find((it) => it.on === day)?.amount ?? '0'));
    return { type: 'bar', unit: 'money', x: days.map(short), series: [{ name: say.fallsDue, values }] };
  }, [load, say]);
  return <Chart label={say.dueChart} drawing={drawing} height={300} />;
}

function People({ people }: Pick<Load, 'people'>) {
  const say = useWords(HEADS_WORDS);
  const { word, count } = useSaying();
  const columns: Column<Load['people'][number]>[] = [
    { label: say.person, show: (it) => it.staff ?? say.nobody },
    { label: say.role, show: (it) => word(it.role) },
    { label: say.open, show: (it) => count(it.open), figure: true },
    {
      label: say.lateTasks,
      show: (it) => (it.late > 0 ? <Mark tone="bad">{count(it.late)}</Mark> : '0'),
      figure: true,
    },
    { label: say.week, show: (it) => count(it.week), figure: true },
  ];
  if (people.length === 0) return <p className="soft">{say.noWork}</p>;
  return <Rows label={say.people} columns={columns} rows={people} keyOf={(it) => `${it.staff} ${it.role}`} />;
}

/** Each once: on which day it comes next, and how often until the end. */
function Duties({ duties }: Pick<Load, 'duties'>) {
  const say = useWords(HEADS_WORDS);
  const { word, count, named } = useSaying();
  const planName = usePlanName();
  const keyOf = (it: Load['duties'][number]) => `${it.plan} ${it.duty}`;
  const times = (it: Load['duties'][number]) => duties.filter((other) => keyOf(other) === keyOf(it)).length;
  const columns: Column<Load['duties'][number]>[] = [
    { label: say.next, show: (it) => <span className="number">{it.on}</span> },
    { label: say.duty, show: (it) => named(it.title) },
    { label: say.role, show: (it) => (it.role === null ? say.paper : word(it.role)) },
    { label: say.plan, show: (it) => planName(it.plan) },
    { label: say.times, show: (it) => count(times(it)), figure: true },
    { label: say.row, show: (it) => it.rule },
  ];
  const first = duties.filter((it, n) => duties.findIndex((other) => keyOf(other) === keyOf(it)) === n);
  if (duties.length === 0) return <p className="soft">{say.noDuties}</p>;
  return <Rows label={say.duties} columns={columns} rows={first} keyOf={keyOf} />;
}
