/**
 * `npm run papers -- FOLDER [PART OF A NAME]`: every paper of every plan, of the sample book after two months of its workflows, in both languages:
 * in each form, and every page as a picture, to be looked at. Without a folder: the first page of one paper a kind, for docs/papers.md.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { momentAt } from '../../src/domain/time/dates.js';
import { periodOf } from '../../src/domain/time/period.js';
import { projectPath } from '../../src/library/project-path.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { rehearseBook } from '../../src/rehearsal/rehearse-book.js';
import type { RehearsalStage } from '../../src/rehearsal/stage.js';
import { makeReport, paperOf } from '../../src/reports/deliver/make-report.js';
import { readersOf } from '../../src/reports/deliver/readers.js';
import { PAPERS, type PaperKind } from '../../src/reports/papers/index.js';
import { papersOf } from '../../src/reports/papers/papers-of.js';
import { FORMATS, render } from '../../src/reports/render.js';
import { writeSampleBook } from '../../src/sample/sample-book.js';

/** Two months of a book that is written for a day near their end; UNTIL is not played any more. */
const [FROM, BOOK_OF, LAST, UNTIL] = ['2026-10-01', '2026-11-24', '2026-11-26', '2026-11-27'];
/** Of which docs/papers.md shows the English paper too. */
const IN_ENGLISH = new Set(['monthly-report', 'group-daily']);
const LENDERS = { 'zh-CN': '江海银行', en: 'Jianghai Bank' } as const;
const [folder, part = ''] = process.argv.slice(2);
const out = folder ?? projectPath('docs/papers');

const book = mkdtempSync(join(tmpdir(), 'postloan-papers-'));
mkdirSync(out, { recursive: true });
try {
  await writeSampleBook(book, BOOK_OF);
  const played = { dir: book, from: FROM, until: UNTIL };
  await rehearseBook(played, await bundleForRehearsal(), () => undefined, {}, undefined, everyPaper);
} finally {
  rmSync(book, { recursive: true });
}

async function everyPaper(stage: RehearsalStage): Promise<void> {
  const shown = new Set<string>();
  for (const plan of (await shippedPlans()).values())
    for (const kind of papersOf(plan)) {
      const first = !shown.has(kind);
      shown.add(kind);
      if (folder !== undefined || first) await onePaper(stage, plan.plan, PAPERS.get(kind)!);
    }
}

async function onePaper({ dependencies: { db, seal } }: RehearsalStage, plan: string, kind: PaperKind): Promise<void> {
  const period = periodOf(kind.periods[0]!, LAST);
  const name = `${plan}_${kind.kind}_${period.text}`;
  if (!name.includes(part)) return;
  const asOf = [period.to, LAST].sort()[0]!;
  const { report } = await makeReport(db, { plan, kind, period, asOf }, momentAt(LAST, '18:00'));
  for (const language of ['zh-CN', 'en'] as const) {
    if (folder === undefined && language === 'en' && !IN_ENGLISH.has(kind.kind)) continue;
    const who = await readersOf(db.pool, seal, report, LENDERS[language], { language });
    const paper = paperOf(kind, report, who);
    const pdf = await render(paper, 'pdf');
    const suffix = language === 'en' ? '.en' : '';
    if (folder === undefined) {
      await picture(pdf, 1, join(out, `${kind.kind}${suffix}.webp`), 0.7);
      continue;
    }
    for (const format of FORMATS) writeFileSync(join(out, `${name}${suffix}.${format}`), await render(paper, format));
    const { numPages } = await opened(pdf);
    for (let n = 1; n <= numPages; n++) await picture(pdf, n, join(out, `${name}${suffix}-${n}.webp`), 1.2);
  }
}

function opened(pdf: Uint8Array) {
  return getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
}

/** What pdf.js draws on outside of a browser. */
interface Drawn {
  canvas: HTMLCanvasElement & { encode(format: 'webp', quality: number): Promise<Uint8Array> };
}

async function picture(pdf: Uint8Array, page: number, file: string, scale: number): Promise<void> {
  const document = await opened(pdf);
  const it = await document.getPage(page);
  const viewport = it.getViewport({ scale });
  const { canvas } = (document.canvasFactory as { create(width: number, height: number): Drawn }).create(
    Math.ceil(viewport.width),
    Math.ceil(viewport.height),
  );
  await it.render({ canvas, viewport }).promise;
  writeFileSync(file, await canvas.encode('webp', 60));
}
