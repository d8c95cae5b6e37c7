import { parseMoney } from '../../domain/money/money.js';
import type { Segment } from '../../domain/plan/segment.js';

/**
 * SQL: whether a row of `book` belongs to a segment, as src/domain/scene/segment.ts decides it for one loan. What it compares with is
 * added to `values`. `tier`: SQL of the loan's tier.
 */
export function inSegment(segment: Segment | undefined, tier: string, values: unknown[]): string {
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
  const { kinds, sizes, classes, industries, products, collateral, tiers, principalAtLeast } = segment;
  const tests = [
    ...oneOf('kind', kinds),
    ...oneOf('size', sizes),
    ...oneOf('lower(class)', classes),
    ...contains('industry', industries),
    ...contains('product', products),
    ...(typeof collateral === 'boolean'
      ? [`(collateral IS NOT NULL) = ${collateral}`]
      : contains('collateral', collateral)),
    ...(tiers === undefined ? [] : [`${tier} = ANY(${given(tiers)}::text[])`]),
    ...(segment.not === undefined ? [] : [`NOT ${inSegment(segment.not, tier, values)}`]),
    ...(principalAtLeast === undefined ? [] : [`principal >= ${given(parseMoney(principalAtLeast))}`]),
  ];
  return tests.length === 0 ? 'true' : `coalesce(${tests.join(' AND ')}, false)`;
}
