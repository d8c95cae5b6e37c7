import { everyPart } from './idle-keys.js';
import { isClass, isTrade, type Lists, nearestTrades } from './trades/words-of-trade.js';

/** Classes and trades that are not known: in the rules of a plan, and of borrowers, whom those rules would then pass over. */

interface Spoken {
  words: string[];
  path: (string | number)[];
}

/** Where the segments of a plan name classes, or trades. */
function spokenIn(plan: object, key: 'classes' | 'industries'): Spoken[] {
  return everyPart(plan).flatMap(({ part, path }) =>
    path.length > 0 && Array.isArray(part[key]) ? [{ words: part[key] as string[], path: [...path, key] }] : [],
  );
}

/** The classes and trades in the rules of a plan that are not in its own lists: such a rule would fit nobody. */
export function strangeWords(plan: Lists): { message: string; path: (string | number)[] }[] {
  const { classes, trades } = plan;
  const faults = (key: 'classes' | 'industries', known: (word: string) => boolean, right: string) =>
    spokenIn(plan, key).flatMap(({ words, path }) =>
      words.flatMap((word, n) => (known(word) ? [] : [{ path: [...path, n], message: `${word}: ${right}` }])),
    );
  return [
    ...(classes
      ? faults('classes', (it) => isClass(plan, it), `no class of this plan; right are ${classesOf(plan)}, unknown`)
      : []),
    ...(trades
      ? faults(
          'industries',
          (it) => isTrade(plan, it),
          `no trade of this plan and none of GB/T 4754-2017; right are ${tradesOf(plan)}, or a code such as C133`,
        )
      : []),
  ];
}

const classesOf = ({ classes = [] }: Lists) => classes.map((it) => `${it.class} ${it.title}`.trim()).join(', ');
const tradesOf = ({ trades = [] }: Lists) => trades.map((it) => `${it.trade} ${it.title}`).join(', ');

/**
 * Why no rule of the plan understands a borrower's class or trade, and what would be right. Null: it is understood, or the plan has no
 * rule by class or trade.
 */
export function strangeTo(plan: Lists & { plan: string }, field: 'class' | 'industry', text: string): string | null {
  const words = spokenIn(plan, field === 'class' ? 'classes' : 'industries').flatMap((it) => it.words);
  if (words.length === 0) return null;
  if (field === 'class') {
    const classes = plan.classes ?? words.map((word) => ({ class: word, title: '', also: [] }));
    if (isClass({ classes }, text)) return null;
    return `${JSON.stringify(text)} is no class of ${plan.plan}, whose rules take it for unknown; right would be ${classesOf({ classes })}`;
  }
  const trades = plan.trades ?? words.map((word) => ({ trade: word, title: word, codes: [], also: [] }));
  if (isTrade({ trades }, text)) return null;
  const near = nearestTrades(text);
  const right = near.length > 0 ? near.join(', ') : 'a code or name such as C1331 食用植物油加工';
  return `${JSON.stringify(text)} is not in GB/T 4754-2017, and no trade of ${plan.plan} (${tradesOf({ trades })}): its rules by trade pass it over; right would be ${right}`;
}
