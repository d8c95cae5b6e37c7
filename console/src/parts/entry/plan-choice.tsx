import { Select } from 'antd';
import { api } from '../../client/client';
import { useWords } from '../../words/language';
import { useSaying } from '../../words/said';
import { PART_WORDS } from '../words';

const usePlans = () => api.useQuery('get', '/api/v1/plans', {}, { refetchInterval: false, staleTime: 60_000 }).data;

/** What a plan is called in the reader's language, its title as its authors wrote it; its id until that is known. */
export function usePlanName(): (plan: string) => string {
  const { named } = useSaying();
  const plans = usePlans();
  return (plan) => {
    const title = plans?.versions.find((it) => it.plan === plan)?.title;
    return title === undefined ? plan : named(title);
  };
}

/** The plan that is shown before one is chosen. */
export const useFirstPlan = (): string | undefined => usePlans()?.items[0];

/** Every plan, to choose from. */
export function usePlanChoices(): { value: string; label: string }[] {
  const nameOf = usePlanName();
  return (usePlans()?.items ?? []).map((it) => ({ value: it, label: nameOf(it) }));
}

/** One of the plans; `every`: what is said when none is chosen, where that may be. */
export function PlanChoice({
  value,
  every,
  choose,
}: {
  value: string | undefined;
  every?: string;
  choose: (plan: string | undefined) => void;
}) {
  const say = useWords(PART_WORDS);
  const options = usePlanChoices();
  return (
    <Select
      aria-label={say.plan}
      allowClear={every !== undefined}
      placeholder={every}
      value={value}
      onChange={choose}
      options={options}
    />
  );
}
