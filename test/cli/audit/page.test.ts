import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { pageOf } from '../../../src/cli/audit/file/page.js';
import { unzipped } from '../../../src/cli/audit/file/zip.js';
import type { Manifest } from '../../../src/domain/proof/export.js';
import type { Entry } from '../../../src/domain/proof/leaf.js';

const files = await unzipped(fileURLToPath(new URL('../../domain/proof/golden/export-1.zip', import.meta.url)));
const read = <T>(name: string): T => JSON.parse(Buffer.from(files.get(name)!).toString()) as T;
const manifest = read<Manifest>('manifest.json');
const entries = read<Entry[]>('entries.json');

/** The entries, and one decision more for this reason. */
const decided = (because: object): Entry[] => {
  const entry = entries.find((it) => it.table === 'diary')!;
  const content = [{ ...(entry.content as object[])[0], because }];
  return [...entries, { ...entry, key: 'one more', content }];
};

it('what people have typed is words on the page, never a part of it', () => {
  const text = '<script>document.title = "x"</script>';
  const page = pageOf(manifest, decided({ code: 'sentence', text }), ['payments ["<b>", 1]'], null);
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toMatch(/<script|<b>/);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/(src|href)=/);
});

it('a reason of which something was null is said, since the record leaves out what is null', () => {
  const page = pageOf(manifest, decided({ code: 'signal', source: 'court', kind: 'litigation' }), [], null);
  expect(page).toContain('court: litigation');
  // One that no version knows is shown as it stands.
  expect(pageOf(manifest, decided({ code: 'of-a-later-version', n: 1 }), [], null)).toContain('of-a-later-version');
});

it('it shows days past due, contacts and payments as a picture, said in words too', () => {
  const page = pageOf(manifest, entries, [], null);
  expect(page).toMatch(/<svg [^>]*role="img" aria-label="[^"]*Days past due/);
  const contacted = entries
    .filter((it) => it.table === 'notices')
    .flatMap((it) => it.content as { loan_id: string; contacted_at?: string }[]);
  const shown = contacted.filter((it) => it.loan_id === manifest.loan && it.contacted_at !== undefined);
  expect(shown.length).toBeGreaterThan(0);
  expect(page.match(/<circle class="contact"/g)).toHaveLength(shown.length);
});

it('what the record does not know is on the page, and said to be that', () => {
  const added = decided({ code: 'sentence', text: 'added by hand' }).map((it) =>
    it.key === 'one more' ? { ...it, leaves: [] } : it,
  );
  expect(pageOf(manifest, added, [], null)).toMatch(/added by hand.*不在记录中 not in the record/);
  expect(pageOf(manifest, entries, [], null)).not.toContain('not in the record');
});

it('the words of a message are those of its template, and as they were sent where the person is in the clear', () => {
  const [notice] = entries.flatMap((it) => (it.table === 'notices' ? (it.content as { notice_id: number }[]) : []));
  const masked = pageOf(manifest, entries, [], null);
  expect(masked).toContain('{amount}');
  expect(masked).toContain('no personal data');
  const text = '张三您好，您的贷款<b>1,060.00元';
  const records = { notices: [{ notice_id: notice!.notice_id, text }] };
  const clear = pageOf(manifest, entries, [], { borrower: manifest.borrower, at: '', records });
  expect(clear).toContain('张三您好，您的贷款&lt;b&gt;1,060.00元');
  expect(clear).not.toContain('no personal data');
});
