import fc from 'fast-check';

/** Always the same inputs; a fault that is found is repaired, and the seed stays. */
export const SEED = 20261129;

/** What breaks things: signs that nobody sees, halves of signs, escapes, words of the language, days and sums far off, forms that nearly fit. */
const NASTY = [
  '',
  ' ',
  '\u3000',
  '\u0000',
  '\u0007',
  '\u001b[2J\u001b]0;x\u0007',
  '\u009b2J',
  '\ud800',
  '\udfff',
  '\ufeff',
  '\u200b',
  '\u202e',
  '\uffff',
  'a\nb',
  'a\r\nBcc: x@example.com',
  "'; DROP TABLE loans; --",
  '=1+1',
  '{name}',
  '../../etc/passwd',
  '<b>&amp;',
  'constructor',
  '__proto__',
  'toString',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  '-0',
  '1e400',
  '0x10',
  '１２',
  '1,000.00',
  '1.005',
  '-1.00',
  '0.00',
  '9999999999999.99',
  '99999999999999999999',
  '9999-12-31',
  '0000-00-00',
  '0001-01-01',
  '2026-02-30',
  '+010000-01-01',
  '2026-11-29T25:00:00Z',
  '2199-12-31',
  'P9999Y',
  '-P2D',
  '借'.repeat(100),
  '借'.repeat(101),
  'x'.repeat(201),
  'x'.repeat(5_000),
  '😀'.repeat(50),
  'e\u0301',
  // What is no fault everywhere.
  '2026-12-01',
  '100.00',
  'L2',
  '1',
];

export const nastyText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
);
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: nastyText },
  {
    weight: 2,
    arbitrary: fc.constantFrom(null, true, 0, -1, 1.5, 2 ** 31, 2 ** 53, 1e300, [], {}, [[]], { constructor: 1 }),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

/** A good document with one or two of its values, keys or items spoilt, left out, or standing twice. */
export function spoilt(good: unknown): fc.Arbitrary<unknown> {
  const spot = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('value', 'value', 'value', 'key', 'gone', 'twice'),
    by: nastyValue,
    key: nastyText,
  });
  return fc
    .array(spot, { minLength: 1, maxLength: 2 })
    .map((spots) => spots.reduce((it: unknown, one) => spoil(it, one), good));
}

function spoil(good: unknown, { at, how, by, key }: { at: number; how: string; by: unknown; key: string }): unknown {
  const it = structuredClone(good);
  const places = placesOf(it);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return by;
  const { holder, name } = place;
  if (Array.isArray(holder)) {
    const n = Number(name);
    if (how === 'gone') holder.splice(n, 1);
    else if (how === 'twice') holder.splice(n, 0, structuredClone(holder[n]));
    else holder[n] = by;
    return it;
  }
  const before = holder[name];
  if (how === 'gone' || how === 'key') delete holder[name];
  // Own, whatever it is called.
  if (how !== 'gone')
    Object.defineProperty(holder, how === 'value' ? name : key, {
      value: how === 'value' ? by : before,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return it;
}

interface Place {
  holder: Record<string, unknown> | unknown[];
  name: string;
}

function placesOf(it: unknown): { holder: Record<string, unknown> & unknown[]; name: string }[] {
  if (typeof it !== 'object' || it === null) return [];
  const holder = it as Place['holder'] as Record<string, unknown> & unknown[];
  return Object.keys(it).flatMap((name) => [{ holder, name }, ...placesOf(holder[name])]);
}
