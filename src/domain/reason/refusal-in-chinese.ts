import { REFUSALS } from './refusals.js';
import { word } from './vocabulary.js';

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The longer sentence goes before one that it begins with. */
const RULES = REFUSALS.toSorted(([a], [b]) => b.length - a.length).map(
  ([said, chinese]) => [new RegExp(`^${said.split('{}').map(escaped).join('(.+?)')}$`), chinese] as const,
);

/** Where in a file it is: `plan.yaml:12 ladder.stages: `. */
const PLACE = /^\S+:\d+ (?:\S+: )?/;

/** A refusal in Chinese, ids of plans by their words; null: only the API's own sentence is known. */
export function refusalInChinese(said: string): string | null {
  const [place] = PLACE.exec(said) ?? [];
  if (place !== undefined) {
    const wrong = refusalInChinese(said.slice(place.length));
    return wrong && place + wrong;
  }
  for (const [rule, chinese] of RULES) {
    const [whole, ...put] = rule.exec(said) ?? [];
    if (whole !== undefined) return put.reduce((text, it) => text.replace('{}', () => word(it)), chinese);
  }
  return null;
}
