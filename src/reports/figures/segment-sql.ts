import { parseMoney } from '../../domain/money/money.js';
import type { Segment } from '../../domain/plan/segment.js';
import { isOfClass, isOfTrade, type Lists } from '../../domain/plan/trades/words-of-trade.js';
import { rows, type Sql } from '../../store/base/connection/database.js';

/** What the lists of a plan make of the words of its book: which classes and trades are said there. */
export interface Said {
  plan: Lists;
  classes: (string | null)[];
  industries: (string | null)[];
}

export async function saidInBook(sql: Sql, plan: Lists): Promise<Said> {
  const said = await rows<{ class: string | null; industry: string | null }>(
    sql,
    'SELECT DISTINCT class, industry FROM book',
  );
  const different = (texts: (string | null)[]) => [...new Set(texts)];
  return {
    plan,
    classes: different(said.map((it) => it.class)),
    industries: different(said.map((it) => it.industry)),
  };
}

/** SQL: what was paid out to the borrower of such a row, over all open loans of whichever plan; its own counts in any case. */
export const exposureIn = (row: string): string =>
  `(SELECT (${row}.principal + coalesce(sum(o.principal), 0))::bigint FROM loans o WHERE o.borrower_id = ${row}.borrower_id
      AND o.loan_id <> ${row}.loan_id AND o.taken_in_at IS NOT NULL AND o.closed_at IS NULL)`;

/**
 * SQL: whether a row of `book` belongs to a segment, as src/domain/scene/segment.ts decides it for one loan. What it compares with is
 * added to `values`. `row`: the name that the table has here. `tier`: SQL of the loan's tier.
 */
export function inSegment(
  segment: Segment | undefined,
  row: string,
  tier: string,
  values: unknown[],
  said: Said,
): string {
  if (!segment) return 'true';
  const given = (value: unknown) => `$${values.push(value)}`;
  const oneOf = (column: string, list: string[] | undefined) =>
    list === undefined ? [] : [`coalesce(${column}, 'unknown') = ANY(${given(list)}::text[])`];
  const contains = (column: string, words: string[] | undefined) =>
    words === undefined
      ? []
      : [
          `EXISTS (SELECT 1 FROM unnest(${given(words)}::text[]) word WHERE position(lower(word) IN lower(${column})) > 0)`,
        ];
  // Never empty where it is known, so that an empty text stands for what is not.
  const among = (column: string, texts: (string | null)[]) =>
    `coalesce(${column}, '') = ANY(${given(texts.map((it) => it ?? ''))}::text[])`;
  const { kinds, sizes, classes, industries, products, collateral, tiers, principalAtLeast } = segment;
  const { plan } = said;
  const tests = [
    ...oneOf('kind', kinds),
    ...oneOf('size', sizes),
    ...(classes
      ? [
          among(
            'class',
            said.classes.filter((it) => isOfClass(plan, classes, it)),
          ),
        ]
      : []),
    ...(industries
      ? [
          among(
            'industry',
            said.industries.filter((it) => isOfTrade(plan, industries, it)),
          ),
        ]
      : []),
    ...contains('product', products),
    ...(typeof collateral === 'boolean'
      ? [`(collateral IS NOT NULL) = ${collateral}`]
      : contains('collateral', collateral)),
    ...(tiers === undefined ? [] : [`${tier} = ANY(${given(tiers)}::text[])`]),
    ...(segment.not === undefined ? [] : [`NOT ${inSegment(segment.not, row, tier, values, said)}`]),
    ...(principalAtLeast === undefined ? [] : [`${exposureIn(row)} >= ${given(parseMoney(principalAtLeast))}`]),
  ];
  return tests.length === 0 ? 'true' : `coalesce(${tests.join(' AND ')}, false)`;
}
