import { useState } from 'react';
import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Filters } from '../parts/entry/filters';
import { PlanChoice, useFirstPlan } from '../parts/entry/plan-choice';
import { Page } from '../parts/page';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { type AsOf, AsOfChoice } from './as-of';
import { Figure, Figures } from './figure';
import { GroupTable } from './group-table';
import { ByAge, ByCount, Moves, Trend, Vintages } from './pictures';
import { Targets } from './targets';
import { HEADS_WORDS } from './words';

type Book = Answer<'Portfolio'>;

/** A plan's book, by age, stage, branch and person, and how it moves. */
export default function Portfolio() {
  const { portfolio: title } = useWords(PAGE_TITLES);
  const say = useWords(HEADS_WORDS);
  const first = useFirstPlan();
  const [chosen, setChosen] = useState<string>();
  const [asOf, setAsOf] = useState<AsOf>({ of: 'today' });
  const lender = api.useQuery('get', '/api/v1/lender');
  const plan = chosen ?? first;
  return (
    <Page title={title} about={say.about}>
      <Filters>
        <PlanChoice
          value={plan}
          choose={(it) => {
            setChosen(it);
            setAsOf({ of: 'today' });
          }}
        />
        {plan !== undefined && (
          <AsOfChoice plan={plan} today={lender.data?.now.slice(0, 10) ?? ''} value={asOf} choose={setAsOf} />
        )}
      </Filters>
      {plan !== undefined &&
        (asOf.of === 'report' ? <Frozen report={asOf.report} /> : <Counted plan={plan} asOf={asOf} />)}
    </Page>
  );
}

/** Counting a book takes its time: once in a while is enough. */
const SELDOM = { refetchInterval: 300_000, staleTime: 60_000 } as const;

function Counted({ plan, asOf }: { plan: string; asOf: Exclude<AsOf, { of: 'report' }> }) {
  const query = { plan, ...(asOf.of === 'day' ? { on: asOf.on } : {}) };
  const book = api.useQuery('get', '/api/v1/portfolio', { params: { query } }, SELDOM);
  return <Asked query={book}>{(it) => <Shown book={it} />}</Asked>;
}

function Frozen({ report }: { report: number }) {
  const book = api.useQuery('get', '/api/v1/reports/{report}/portfolio', { params: { path: { report } } }, SELDOM);
  return <Asked query={book}>{(it) => <Shown book={it} />}</Asked>;
}

function Shown({ book: { now, before, recovered, groups, moves, trend, vintages, targets, branch } }: { book: Book }) {
  const say = useWords(HEADS_WORDS);
  const { money, share, count, change, word, tier } = useSaying();
  return (
    <>
      {branch !== null && <p className="soft">{say.branchOnly(branch)}</p>}
      <Figures>
        <Figure label={say.outstanding} value={money(now.outstanding)} note={say.loans(count(now.loans))} />
        <Figure label={say.overdue} value={money(now.overdue)} note={say.lateLoans(count(now.overdueLoans))} />
        <Figure
          label={say.overdueRate}
          value={share(now.overdueRate)}
          note={say.since(change(now.overdueRate, before.overdueRate))}
        />
        <Figure label={say.par30} value={share(now.par30)} note={say.since(change(now.par30, before.par30))} />
        <Figure label={say.nplRate} value={share(now.nplRate)} note={say.since(change(now.nplRate, before.nplRate))} />
        <Figure
          label={say.recovered}
          value={money(recovered.amount)}
          note={say.resolved(count(recovered.resolved), count(recovered.newNpl))}
        />
      </Figures>
      <div className="grid">
        <section className="card">
          <h2>{say.buckets}</h2>
          <ByAge groups={groups.bucket} />
        </section>
        <section className="card">
          <h2>{say.trend}</h2>
          <Trend trend={trend} />
        </section>
        {groups.stage && groups.tier ? (
          <>
            <section className="card">
              <h2>{say.stages}</h2>
              <ByCount
                label={say.stageChart}
                groups={groups.stage}
                name={(it) => (it === 'current' ? say.current : word(it))}
              />
            </section>
            <section className="card">
              <h2>{say.tiers}</h2>
              <ByCount
                label={say.tierChart}
                groups={groups.tier}
                name={(it) => (it === 'unknown' ? say.usual : tier(it))}
              />
            </section>
          </>
        ) : (
          <p className="soft whole">{say.onlyToday}</p>
        )}
        <section className="card whole">
          <h2>{say.targets}</h2>
          <Targets targets={targets} />
        </section>
        <section className="card whole">
          <h2>{say.branches}</h2>
          <GroupTable label={say.branches} name={say.branch} groups={groups.branch} />
        </section>
        <section className="card whole">
          <h2>{say.managers}</h2>
          <GroupTable label={say.managers} name={say.manager} groups={groups.manager} />
        </section>
        <section className="card">
          <h2>{say.moves}</h2>
          <Moves moves={moves} />
        </section>
        <section className="card">
          <h2>{say.vintages}</h2>
          <Vintages vintages={vintages} />
        </section>
      </div>
    </>
  );
}
