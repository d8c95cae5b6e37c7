import { restsByNews } from '../../domain/loan/relief/relief.js';
import { dayOf, type Moment } from '../../domain/time/dates.js';
import { type Letters, readLetters } from '../../library/letter-files.js';
import { type Database, rows, type Sql, transaction } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import { sha256Of } from '../../store/base/sha256.js';
import { isWrittenByHand } from '../../store/documents/letter-tasks.js';
import { nextNumber, type ReservedLetter, reservedLetter, writtenLetter } from '../../store/documents/letters.js';
import { FactRefused } from '../../store/facts/fact-refused.js';
import { noteFact, type Source } from '../../store/facts/facts.js';
import { readLoanFiles } from '../../store/loans/files/loan-files.js';
import { readPlan } from '../../store/loans/plans.js';
import type { Letter } from './letter.js';
import { fillLetter, type Lender } from './letter-fields.js';
import { LetterFault, type LetterFields, letterOf, renderLetter } from './letters.js';

/** What letters are made with. */
export interface Office {
  db: Database;
  seal: Seal;
  letters: Letters;
  lender: Lender;
}

/** pdf before docx: both are filed in this order, and a letter counts as made once its docx is filed. */
const FORMATS = ['pdf', 'docx'] as const;
export type LetterFormat = (typeof FORMATS)[number];

const subjectOf = ({ loan, report }: ReservedLetter) => (loan === null ? `report/${report}` : `loan/${loan}`);

/**
 * Makes a reserved letter: what it says is written down once, with its number; both files are made of that alone and filed
 * once. May be broken off anywhere and done again, by several at once: what is there stays as it is.
 * @throws for a letter that cannot be filled in, or whose signs no font has: nothing is written then, and no number is lost
 */
export async function makeLetter(
  office: Office,
  letter: ReservedLetter,
  source: Source,
): Promise<'made' | 'withdrawn'> {
  await writeLetter(office, letter, source);
  const content = await contentOf(office.db.pool, office.seal, letter.letter);
  if (content === null) return 'withdrawn';
  await fileLetter(office, letter, content, source);
  return 'made';
}

/** Figures, words and number, in one transaction. */
async function writeLetter({ db, seal, letters, lender }: Office, letter: ReservedLetter, source: Source) {
  if (await writtenLetter(db.pool, letter.letter)) return;
  const plan = letters.get(letter.kind);
  if (!plan) throw new Error(`no letter ${letter.kind}`);
  /** A letter that somebody was asked to write by hand, and has, is made only if it can be made now. */
  const wordsOf = async (fields: LetterFields) => {
    try {
      return letterOf(letters, letter.kind, fields);
    } catch (error) {
      if (error instanceof LetterFault && (await isWrittenByHand(db.pool, letter.letter))) return 'written by hand';
      throw error;
    }
  };
  await transaction(db, async (client) => {
    const { fields, figures, ...filled } = await fillLetter(client, seal, lender, plan, letter, source.at);
    const year = Number(dayOf(letter.at).slice(0, 4));
    // Asked for last, since others who write a letter of this kind wait from here on.
    const number = await nextNumber(client, plan.numberPrefix, year);
    if (await writtenLetter(client, letter.letter)) return;
    const said = filled.withdrawn ?? (await wordsOf({ ...fields, number: String(number) }));
    const withdrawn = typeof said === 'string' ? said : null;
    const content = typeof said === 'string' ? null : JSON.stringify(said);
    const written =
      content === null
        ? [null, null, null, null, null]
        : [
            plan.numberPrefix,
            year,
            number,
            sha256Of(content),
            seal.seal(content, 'letter_contents.content_sealed', letter.letter),
          ];
    await client.query(
      `INSERT INTO letter_contents (letter_id, written_at, withdrawn, figures, prefix, year, number, sha256, content_sealed)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [letter.letter, new Date(source.at), withdrawn, JSON.stringify(figures), ...written],
    );
    const detail = {
      letter: letter.letter,
      kind: letter.kind,
      ...(withdrawn ? { withdrawn } : { number: written.slice(0, 3) }),
    };
    await noteFact(client, source, withdrawn ? 'letter withdrawn' : 'letter written', subjectOf(letter), {
      ...detail,
      figures,
    });
  });
}

/** The letter as it was written; null: withdrawn. @throws when it is not there, was erased, or is not what was written */
async function contentOf(sql: Sql, seal: Seal, letter: string): Promise<Letter | null> {
  const written = await writtenLetter(sql, letter);
  if (written?.withdrawn) return null;
  if (!written?.contentSealed) throw new Error(`letter ${letter} is not written, or was erased`);
  const content = seal.open(written.contentSealed, 'letter_contents.content_sealed', letter);
  if (sha256Of(content) !== written.sha256)
    throw new Error(`letter ${letter} is not what was written: its hash differs`);
  return JSON.parse(content) as Letter;
}

async function fileLetter({ db, seal }: Office, letter: ReservedLetter, content: Letter, source: Source) {
  const files = await Promise.all(
    FORMATS.map(async (format) => ({ format, bytes: await renderLetter(content, format) })),
  );
  await transaction(db, async (client) => {
    for (const { format, bytes } of files) {
      const filed = await client.query(
        `INSERT INTO letter_files (letter_id, format, sha256, size, bytes_sealed, filed_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING`,
        [
          letter.letter,
          format,
          sha256Of(bytes),
          bytes.length,
          seal.seal(Buffer.from(bytes).toString('base64'), 'letter_files.bytes_sealed', letter.letter, format),
          new Date(source.at),
        ],
      );
      if (!filed.rowCount) continue;
      const detail = { letter: letter.letter, format, sha256: sha256Of(bytes), size: bytes.length };
      await noteFact(client, source, 'letter filed', subjectOf(letter), detail);
    }
  });
}

/** Whether the letter must not go out since there is news of the borrower's death, and nobody has decided whom to turn to. */
async function isKeptBack(sql: Sql, { kind, loan }: ReservedLetter, now: Moment): Promise<boolean> {
  if (loan === null || readLetters().get(kind)?.to !== 'borrower') return false;
  const [stored] = await readLoanFiles(sql, [loan], now);
  return stored !== undefined && restsByNews(stored.file, await readPlan(sql, stored.plan), now);
}

/** The file of a letter as it was filed. The reading is an entry of the audit log. @throws FactRefused */
export async function readLetter(
  { db, seal }: Pick<Office, 'db' | 'seal'>,
  asked: { letter: string; format: LetterFormat; reason: string | null },
  source: Source,
): Promise<Buffer> {
  const { letter, format, reason } = asked;
  return transaction(db, async (client) => {
    const known = await reservedLetter(client, letter);
    if (!known) throw new FactRefused(`no letter ${letter}: see \`postloan letter list\``, 'letter');
    if (reason === null && (await isKeptBack(client, known, source.at)))
      throw new FactRefused(
        `letter ${letter}: nothing goes to the borrower until it is decided who is turned to; for other ends give a --reason`,
        'reason',
      );
    const [file] = await rows<{ sha256: string; sealed: Buffer | null }>(
      client,
      'SELECT sha256, bytes_sealed AS sealed FROM letter_files WHERE letter_id = $1 AND format = $2',
      [letter, format],
    );
    const withdrawn = (await writtenLetter(client, letter))?.withdrawn;
    if (withdrawn) throw new FactRefused(`letter ${letter} was not made: ${withdrawn}`, 'letter');
    if (!file) throw new FactRefused(`letter ${letter} is not made yet: the worker makes it`, 'letter');
    if (!file.sealed) throw new FactRefused(`letter ${letter} was erased`, 'letter');
    const bytes = Buffer.from(seal.open(file.sealed, 'letter_files.bytes_sealed', letter, format), 'base64');
    if (sha256Of(bytes) !== file.sha256)
      throw new FactRefused(`letter ${letter} is not what was filed: its hash differs`, 'letter');
    await noteFact(client, source, 'letter read', subjectOf(known), { letter, format, reason });
    return bytes;
  });
}
