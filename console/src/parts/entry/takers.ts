import { type Answer, api } from '../../client/client';
import { useWords } from '../../words/language';
import { useSaying } from '../../words/said';
import { PART_WORDS } from '../words';

type Person = Answer<'Staff'>;

/** Who may take work of these roles over: of those who are here, who does such work, who has least to do first; where nobody does, anybody who works here. */
export function useTakers(roles: readonly string[], except: string | null): { value: string; label: string }[] {
  const say = useWords(PART_WORDS);
  const { word, count } = useSaying();
  const staff = api.useQuery('get', '/api/v1/staff');
  const does = (it: Person) => roles.filter((role) => it.roles.includes(role)).length;
  const here = (staff.data?.items ?? []).filter((it) => it.here && it.roles.length > 0 && it.staff !== except);
  const may = here.filter((it) => does(it) === roles.length);
  return (may.length > 0 ? may : here)
    .sort((a, b) => does(b) - does(a) || a.openTasks - b.openTasks)
    .map((it) => ({
      value: it.staff,
      label: `${it.staff} · ${it.roles.map(word).join(' ')} · ${say.has(count(it.openTasks))}`,
    }));
}
