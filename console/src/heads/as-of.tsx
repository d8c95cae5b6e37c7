import { Input, Select } from 'antd';
import { api } from '../client/client';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { HEADS_WORDS } from './words';

/** Today, the end of another day, or the figures that a paper froze. */
export type AsOf = { of: 'today' } | { of: 'day'; on: string } | { of: 'report'; report: number };

/** Papers that froze a plan's book. */
const KINDS = ['monthly-report', 'quarterly-report', 'half-year-report', 'year-end-report'];

export function AsOfChoice({
  plan,
  today,
  value,
  choose,
}: {
  plan: string;
  today: string;
  value: AsOf;
  choose: (it: AsOf) => void;
}) {
  const say = useWords(HEADS_WORDS);
  const { word, language } = useSaying();
  const query = { plan, order: 'newest' as const, limit: 200 };
  const papers = api.useQuery('get', '/api/v1/reports', { params: { query } }, { refetchInterval: false });
  const frozen = (papers.data?.items ?? []).filter((it) => KINDS.includes(it.kind));
  const nameOf = (it: (typeof frozen)[number]) =>
    say.frozen(
      `${language === 'en' ? word(it.kind) : it.title} ${it.period}${it.version > 1 ? ` (${it.version})` : ''}`,
    );
  const chosen = value.of === 'report' ? String(value.report) : value.of;
  return (
    <>
      <Select
        aria-label={say.asOf}
        value={chosen}
        popupMatchSelectWidth={false}
        onChange={(it: string) => {
          if (it === 'today') choose({ of: 'today' });
          else if (it === 'day') choose({ of: 'day', on: today });
          else choose({ of: 'report', report: Number(it) });
        }}
        options={[
          { value: 'today', label: say.today },
          { value: 'day', label: say.onDay },
          ...frozen.map((it) => ({ value: String(it.report), label: nameOf(it) })),
        ]}
      />
      {value.of === 'day' && (
        <Input
          type="date"
          aria-label={say.day}
          max={today}
          value={value.on}
          onChange={(it) => it.target.value !== '' && choose({ of: 'day', on: it.target.value })}
        />
      )}
    </>
  );
}
