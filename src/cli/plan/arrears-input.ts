import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { inJson } from '../../domain/entry/said-schemas.js';
import type { Payment } from '../../domain/loan/account/arrears.js';

/** The schemas of the other doors; here faults repeat the value, since whoever asks wrote the file. */
const told = <T>(schema: z.ZodType<T>) =>
  z.string().transform((said, context) => {
    const read = schema.safeParse(said);
    if (read.success) return read.data;
    for (const { message } of read.error.issues) context.addIssue(`${message}: ${said}`);
    return z.NEVER;
  });
const { id, seq } = inJson;
const [day, money, sum] = [told(inJson.day), told(inJson.money), told(inJson.sum)];

const payment = z
  .strictObject({
    reference: id.optional(),
    amount: sum.optional(),
    reverses: id.optional(),
    paidOn: day,
  })
  .superRefine(({ reference, amount, reverses }, context) => {
    const wanted = reverses === undefined ? { reference, amount } : {};
    for (const [field, value] of Object.entries(wanted)) {
      if (value === undefined) context.addIssue({ code: 'custom', path: [field], message: 'missing' });
    }
    if (reverses !== undefined && (reference ?? amount) !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['reverses'],
        message: 'a reversal has no reference and no amount of its own',
      });
    }
  });

const shape = z.strictObject({
  loan: id,
  on: day.optional(),
  graceDays: z.number().int().min(0).max(36_600).default(0),
  instalments: z.array(z.strictObject({ seq, dueOn: day, principal: money, interest: money, fee: money })),
  payments: z.array(payment).default([]),
  pauses: z.array(z.strictObject({ from: day, until: day })).default([]),
});
type Shape = z.output<typeof shape>;

/** A loan as `arrears` takes it, with checks that concern several fields. */
const input = shape.superRefine((loan, context) => {
  for (const { path, message } of [...sameTwice(loan), ...badReversals(loan), ...badPauses(loan), ...tooLarge(loan)]) {
    context.addIssue({ code: 'custom', path, message });
  }
});
type ArrearsInput = Omit<Shape, 'payments'> & { payments: Payment[] };

interface Issue {
  path: PropertyKey[];
  message: string;
}

function sameTwice({ instalments, payments }: Shape): Issue[] {
  const seqs = instalments.map(({ seq }) => seq);
  const references = payments.map(({ reference }) => reference);
  return [
    ...repeated(seqs).map((at) => ({ path: ['instalments', at, 'seq'], message: `stands twice: ${seqs[at]}` })),
    ...repeated(references).map((at) => ({
      path: ['payments', at, 'reference'],
      message: `stands twice: ${references[at]}`,
    })),
  ];
}

/** The places of values that stood further up already. */
function repeated(values: (string | number | undefined)[]): number[] {
  const seen = new Set<string | number>();
  return values.flatMap((value, at) => {
    if (value === undefined) return [];
    if (seen.has(value)) return [at];
    seen.add(value);
    return [];
  });
}

function badReversals({ payments }: Shape): Issue[] {
  const paidOn = new Map(payments.map((it) => [it.reference, it.paidOn]));
  const twice = new Set(repeated(payments.map(({ reverses }) => reverses)));
  return payments.flatMap(({ reverses, paidOn: reversedOn }, at): Issue[] => {
    if (reverses === undefined) return [];
    const of = paidOn.get(reverses);
    if (of === undefined)
      return [{ path: ['payments', at, 'reverses'], message: `no payment has this reference: ${reverses}` }];
    if (twice.has(at)) return [{ path: ['payments', at, 'reverses'], message: `is reversed twice: ${reverses}` }];
    if (reversedOn < of)
      return [
        { path: ['payments', at, 'paidOn'], message: `before the payment that is reversed, of ${of}: ${reversedOn}` },
      ];
    return [];
  });
}

function badPauses({ pauses }: Shape): Issue[] {
  const backwards = pauses.flatMap(({ from, until }, at) =>
    until < from ? [{ path: ['pauses', at, 'until'], message: `before from: ${until}` }] : [],
  );
  const inOrder = pauses
    .map((pause, at) => ({ ...pause, at }))
    .filter(({ from, until }) => from < until)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  let end = '';
  const overlapping = inOrder.flatMap(({ from, until, at }): Issue[] => {
    const faults =
      from < end ? [{ path: ['pauses', at, 'from'], message: `overlaps the pause until ${end}: ${from}` }] : [];
    if (until > end) end = until;
    return faults;
  });
  return [...backwards, ...overlapping];
}

/** Above this, cents would be lost. */
function tooLarge({ instalments, payments }: Shape): Issue[] {
  const total = {
    instalments: instalments.reduce((sum, it) => sum + it.principal + it.interest + it.fee, 0),
    payments: payments.reduce((sum, it) => sum + (it.amount ?? 0), 0),
  };
  return Object.entries(total).flatMap(([path, sum]) =>
    Number.isSafeInteger(sum) ? [] : [{ path: [path], message: 'the amounts are too large' }],
  );
}

/** Reads one loan from JSON; `line` is where its text begins. Faults go to `fault`, with their line and field. */
export function readLoan(text: string, line: number, fault: (line: number, what: string) => void): ArrearsInput | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    fault(line + text.slice(0, position).split('\n').length - 1, `not JSON: ${message.split('\n')[0]}`);
    return null;
  }
  const parsed = input.safeParse(value, { error: (issue) => (issue.input === undefined ? 'missing' : undefined) });
  if (parsed.success) return { ...parsed.data, payments: paymentsOf(parsed.data.payments) };
  const lineOf = lineFinder(text, line);
  for (const { path, message } of parsed.error.issues.flatMap(perKey)) {
    fault(lineOf(path), `${path.map(String).join('.') || 'document'}: ${message}`);
  }
  return null;
}

/** Splits the issue about unknown keys of an object into one for each key, so that each is reported with its own line. */
function perKey(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'there is no such field' }));
}

/** A reversal ends its payment from its own day on. */
function paymentsOf(entries: Shape['payments']): Payment[] {
  const reversedOn = new Map(entries.map((it) => [it.reverses, it.paidOn]));
  return entries.flatMap(({ reference, amount, paidOn }) =>
    reference !== undefined && amount !== undefined
      ? [{ reference, amount, paidOn, reversedOn: reversedOn.get(reference) ?? null }]
      : [],
  );
}

/** Where a field stands in a text of several lines. JSON is YAML, whose parser tells. */
function lineFinder(text: string, line: number): (path: PropertyKey[]) => number {
  if (!text.includes('\n')) return () => line;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return line + lines.linePos(node.range[0]).line - 1;
    }
    return line;
  };
}
