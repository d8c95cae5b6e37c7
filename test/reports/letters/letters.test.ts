import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { BadInput } from '../../../src/library/checked-yaml.js';
import { parseLetter, readLetters } from '../../../src/library/letter-files.js';
import { letterOf, renderLetter } from '../../../src/reports/letters/letters.js';
import type { Table } from '../../../src/reports/paper/paper.js';
import { pdfWords } from '../../support/pdf-words.js';

const letters = readLetters();
const IDS = [
  'collection-notice',
  'duty-letter',
  'lawyer-letter',
  'maturity-list',
  'maturity-notice',
  'payment-receipt',
  'rectification-notice',
  'warning-form',
];
const RARE = '㸃彧喆犇骉龘';

const loans = (rows: Table['rows']): Table => ({
  columns: [
    { key: 'loan', title: '贷款编号', type: 'text' },
    { key: 'borrower', title: '借款人', type: 'text' },
    { key: 'due', title: '到期日', type: 'date' },
    { key: 'amount', title: '到期金额', type: 'money', total: 'sum' },
  ],
  rows,
});
const LOANS = loans([
  { loan: 'L1', borrower: RARE, due: '2026-12-05', amount: 123450 },
  { loan: 'L2', borrower: '某某公司', due: '2026-12-15', amount: null },
]);

const FRAME = { number: '12', date: '2026-11-24', addressee: RARE, lender: '某某银行', contact: '400-000-0000' };

/** Every field of a letter with a word of its own. */
function fieldsOf(id: string) {
  const { fields, tables } = letters.get(id)!;
  return {
    ...Object.fromEntries(fields.map((field) => [field, `值-${field}`])),
    ...Object.fromEntries(tables.map((table) => [table, LOANS])),
    ...FRAME,
  };
}

async function partsOf(bytes: Uint8Array): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  const zip = await fromBufferPromise(Buffer.from(bytes));
  for await (const entry of zip.eachEntry()) {
    parts.set(entry.fileName, (await buffer(await zip.openReadStreamPromise(entry))).toString());
  }
  return parts;
}

const docxWords = async (bytes: Uint8Array) =>
  (await partsOf(bytes))
    .get('word/document.xml')!
    .replace(/<[^>]*>/g, '')
    .replace(/\s/g, '');

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('the letters that ship', () => {
  it('are the eight', () => {
    expect([...letters.keys()]).toEqual(IDS);
  });

  it.each(IDS)('%s says in both forms everything it is given', async (id) => {
    const letter = letterOf(letters, id, fieldsOf(id));
    const [pdf, docx] = [await renderLetter(letter, 'pdf'), await renderLetter(letter, 'docx')];
    for (const words of [await pdfWords(pdf), await docxWords(docx)]) {
      for (const field of letters.get(id)!.fields) expect(words).toContain(`值-${field}`);
      expect(words).toContain(RARE);
      expect(words).toContain(`${letter.title}${letter.number}`.replace(/\s/g, ''));
      for (const said of [letter.from, '400-000-0000', '2026年11月24日', '盖章处']) expect(words).toContain(said);
      // Nor a sign spelled that no font has, such as the end of a line.
      expect(words).not.toMatch(/\{\{|undefined|null|U\+/);
    }
  });

  it.each(IDS)('%s gives the same bytes for the same input, whenever and in whatever zone', async (id) => {
    const bytes = (format: 'pdf' | 'docx') => renderLetter(letterOf(letters, id, fieldsOf(id)), format);
    const once = [await bytes('pdf'), await bytes('docx')];
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2031-07-08T09:10:11Z') });
    vi.stubEnv('TZ', 'America/Los_Angeles');
    const again = [await bytes('pdf'), await bytes('docx')];
    expect(once.map((it, n) => Buffer.compare(it, again[n]!))).toEqual([0, 0]);
  });

  it.each(IDS)('%s is refused with any field missing or blank', (id) => {
    const all: Record<string, string | Table> = fieldsOf(id);
    for (const field of Object.keys(all)) {
      const { [field]: _, ...others } = all;
      expect(() => letterOf(letters, id, others), field).toThrow(`for ${field}`);
      expect(() => letterOf(letters, id, { ...others, [field]: ' ' }), field).toThrow(`for ${field}`);
    }
  });

  it.each(['collection-notice', 'lawyer-letter', 'maturity-notice'])(
    '%s names law, how to query, pay and dispute, and evidence, and does not threaten',
    (id) => {
      const words = JSON.stringify(letterOf(letters, id, fieldsOf(id)).body);
      for (const said of ['民法典', '查询', '异议', '核查', '凭证', '还款']) expect(words).toContain(said);
      // What the CBA guide of 2026-01-31 forbids: threats, blacklists, judicial airs, publication.
      expect(words).not.toMatch(/黑名单|坐牢|刑事|拘留|公安|曝光|列入失信|后果自负|一切后果|亲友|单位领导|上门收/);
    },
  );
});

describe('filling in', () => {
  it('writes days out, and takes no value for a placeholder', () => {
    const letter = letterOf(letters, 'lawyer-letter', {
      ...fieldsOf('lawyer-letter'),
      overdueSince: '2026-10-01',
      contractNumber: '{{total}}$&<b>',
    });
    expect(letter).toMatchObject({ number: '律函〔2026〕12号', from: '值-lawFirm', receipt: null });
    expect(letter.body[2]).toMatchObject({ text: expect.stringContaining('{{total}}$&<b>') });
    expect(letter.body[2]).toMatchObject({ text: expect.stringContaining('自2026年10月1日到期的款项起') });
  });

  it('refuses an unknown letter and a date that is no day', () => {
    expect(() => letterOf(letters, 'love-letter', FRAME)).toThrow('no letter love-letter');
    const fields = { ...fieldsOf('warning-form'), date: '2026-02-30' };
    expect(() => letterOf(letters, 'warning-form', fields)).toThrow('date is not a day');
  });

  it('adds a list up, shows what is not known as a dash, and says when there is nothing on it', async () => {
    const fields = fieldsOf('maturity-list');
    const docx = await docxWords(await renderLetter(letterOf(letters, 'maturity-list', fields), 'docx'));
    expect(docx).toContain(`L1${RARE}2026-12-051,234.50L2某某公司2026-12-15—合计1,234.50`);
    const empty = letterOf(letters, 'maturity-list', { ...fields, loans: loans([]) });
    expect(await docxWords(await renderLetter(empty, 'docx'))).toContain('到期金额无记录');
    expect(await pdfWords(await renderLetter(empty, 'pdf'))).toContain('无记录');
  });

  it('escapes what a name says in a Word document', async () => {
    const fields = { ...fieldsOf('warning-form'), borrower: '<w:p>&"\u0001' };
    const parts = await partsOf(await renderLetter(letterOf(letters, 'warning-form', fields), 'docx'));
    expect(parts.get('word/document.xml')).toContain('&lt;w:p&gt;&amp;&quot;[U+0001]');
  });
});

describe('a letter that is written wrongly', () => {
  const problems = (words: string) => {
    try {
      parseLetter(words, 'x.yaml');
      return [];
    } catch (error) {
      return (error as BadInput).problems;
    }
  };

  it('is refused, naming line and place', () => {
    expect(() => parseLetter('title: x', 'x.yaml')).toThrow(BadInput);
    const words = 'title: x\nnumberPrefix: x\nfields: [loan]\nparagraphs:\n  - "{{lone}}"\n';
    expect(problems(words)).toEqual([
      'x.yaml:5 paragraphs.0: {{lone}} is not among the fields',
      'x.yaml:3 fields.0: loan stands in no paragraph',
    ]);
  });
});
