import { Form } from 'antd';
import { type Answer, api } from '../client/client';
import { Figure, Figures } from '../heads/figure';
import { Asked } from '../parts/asked';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { HOLD_WORDS } from './hold-words';

type Preview = Answer<'HoldPreview'>;
type Line = Preview['rows'][number];

interface Held {
  filter: Answer<'Batch'>['filter'];
  until?: string | undefined;
  everything?: boolean | undefined;
}

/** What a hold would keep back until its end, and what goes on nevertheless: of one loan, or of those a batch chooses. */
export function HeldBack({ filter, until, everything = false }: Held) {
  const body = { filter, everything, ...(until ? { until } : {}) };
  const stays = { refetchInterval: false, placeholderData: (it: Preview | undefined) => it } as const;
  return (
    <Asked query={api.useQuery('post', '/api/v1/hold-previews', { body }, stays)}>{(it) => <Shown of={it} />}</Asked>
  );
}

/** In the form of a hold on one loan: as far as its day says. */
export function HeldBackOfForm({ loan }: { loan: string }) {
  const until = Form.useWatch<string | undefined>('until', Form.useFormInstance());
  return <HeldBack filter={{ loans: [loan] }} until={until} />;
}

function Shown({ of: { loans, foreseen, until, keptBack, goesOn, rows } }: { of: Preview }) {
  const say = useWords(HOLD_WORDS);
  const { count, moment, word } = useSaying();
  const columns: Column<Line>[] = [
    { label: say.what, show: (it) => [word(it.kind), ...(it.channel ? [word(it.channel)] : [])].join(' · ') },
    { label: say.row, show: (it) => it.rule },
    { label: say.keptBack, show: (it) => count(it.keptBack), figure: true },
    { label: say.goesOn, show: (it) => count(it.goesOn), figure: true },
  ];
  return (
    <section className="gap" aria-live="polite">
      <p className="soft">
        {say.so} <span className="number">{moment(until)}</span>
      </p>
      {rows.length === 0 ? (
        <p>{say.nothing}</p>
      ) : (
        <>
          <Figures>
            <Figure label={say.messagesKept} value={count(keptBack.messages)} />
            <Figure label={say.workKept} value={count(keptBack.work)} />
            <Figure label={say.messagesGoOn} value={count(goesOn.messages)} />
            <Figure label={say.workGoesOn} value={count(goesOn.work)} />
          </Figures>
          <div className="long">
            <Rows label={say.label} columns={columns} rows={rows} keyOf={(it) => JSON.stringify(it)} />
          </div>
        </>
      )}
      {foreseen < loans && <p className="soft">{say.firstOnly(count(foreseen), count(loans))}</p>}
    </section>
  );
}
