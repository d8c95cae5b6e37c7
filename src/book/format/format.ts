import { z } from 'zod';
import { BOOK, BOOK_FILES } from '../csv/files.js';
import { BESIDE } from '../daily/statement.js';

/** Where a cell of ours comes from: a column of theirs, or something made of some. */
const source = z.union([
  z.string(),
  z.strictObject({ is: z.string() }),
  z.strictObject({ first: z.array(z.string()).min(1) }),
  z.strictObject({ sum: z.array(z.string()).min(1) }),
  z.strictObject({ prefix: z.string(), of: z.string() }),
  /** Numbers the rows of each value of another column of ours: 1, 2, 3. */
  z.strictObject({ countBy: z.string() }),
]);
export type Source = z.output<typeof source>;

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** How one of our files is made of one of theirs. */
const fileSchema = z.strictObject({
  /** The name of theirs, `*` for anything; several are read one after another. Left out: ours, with any ending that is known. */
  from: z
    .string()
    .max(200)
    .refine((it) => it.split('*').length <= 5, 'has too many *')
    .optional(),
  /** Of a workbook; left out: the first one, or that which is called like our file. */
  sheet: z.string().optional(),
  /** Of JSON: the path to the list of rows in each document, `repaymentSchedule.periods`. */
  rows: z.string().optional(),
  /** Our column: theirs. A column that begins with `/` is one of the whole JSON document. Left out: the same names. */
  columns: z.record(z.string(), source).optional(),
  /** Only rows in which their column is one of these; `any`: in which there is something. */
  where: z.record(z.string(), z.union([text, z.array(text)])).optional(),
  /** Our column: their word: ours. */
  words: z.record(z.string(), z.record(z.string(), text)).optional(),
  /** Their columns of which an empty cell means the same as above. */
  down: z.array(z.string()).optional(),
});
export type FileFormat = z.output<typeof fileSchema>;

const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le'] as const;
const DATES = ['YYYY-MM-DD', 'YYYY/MM/DD', 'YYYYMMDD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY', 'excel'] as const;

/** The files of ours that others are turned into, and their columns. */
export const COLUMNS = {
  ...(Object.fromEntries(BOOK_FILES.map((it) => [it, Object.keys(BOOK[it].columns)])) as Record<
    (typeof BOOK_FILES)[number],
    string[]
  >),
  ...BESIDE,
};
export type Target = keyof typeof COLUMNS;
export const TARGETS = Object.keys(COLUMNS) as [Target, ...Target[]];

/** How cells are written. What neither a format nor its mapping says is as in our own files. */
const CELLS = {
  encoding: z.enum(ENCODINGS).exactOptional(),
  separator: z.enum([',', ';', '\t', 'tab']).exactOptional(),
  dates: z.enum(DATES).exactOptional(),
  decimal: z.enum(['.', ',']).exactOptional(),
  thousands: z.enum([',', '.', ' ', "'", '']).exactOptional(),
};
export const AS_OURS = { encoding: 'utf-8', separator: ',', dates: 'YYYY-MM-DD', decimal: '.', thousands: '' } as const;

/** format.yaml: how the files of another system are written, and a mapping's `files`: what they mean. */
export const formatSchema = z
  .strictObject({
    /** A mapping that ships, or a file of one, which this one completes. */
    mapping: z.string().optional(),
    ...CELLS,
    files: z.partialRecord(z.enum(TARGETS), fileSchema).default({}),
    /** For each of our columns, in whichever file: their word: ours. */
    words: z.record(z.string(), z.record(z.string(), text)).default({}),
  })
  .superRefine(({ files }, context) => {
    for (const [file, { columns = {} }] of Object.entries(files)) {
      const known = COLUMNS[file as Target];
      for (const name of Object.keys(columns).filter((it) => !known.includes(it)))
        context.addIssue({
          code: 'custom',
          path: ['files', file, 'columns', name],
          message: `not a column of ${file}.csv (${known.join(', ')})`,
        });
    }
  });
export type SaidFormat = z.output<typeof formatSchema>;
export type Format = SaidFormat & { [K in keyof typeof CELLS]-?: NonNullable<SaidFormat[K]> };
