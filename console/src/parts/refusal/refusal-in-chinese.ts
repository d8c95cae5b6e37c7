import { word } from '../../../../src/domain/reason/vocabulary';
import { REFUSALS } from './refusals';

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The longer sentence goes before one that it begins with. */
const RULES = REFUSALS.toSorted(([a], [b]) => b.length - a.length).map(
  ([said, chinese]) => [new RegExp(`^${said.split('{}').map(escaped).join('(.+?)')}$`), chinese] as const,
);

/** A refusal in Chinese, ids of plans by their words; null: only the API's own sentence is known. */
export function refusalInChinese(said: string): string | null {
  for (const [rule, chinese] of RULES) {
    const [whole, ...put] = rule.exec(said) ?? [];
    if (whole !== undefined) return put.reduce((text, it) => text.replace('{}', () => word(it)), chinese);
  }
  return null;
}
