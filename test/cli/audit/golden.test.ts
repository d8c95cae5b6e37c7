import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { withReplays } from '../../../src/cli/audit/file/histories.js';
import { judged } from '../../../src/cli/audit/file/judged.js';
import { unzipped } from '../../../src/cli/audit/file/zip.js';

const golden = (name: string) => fileURLToPath(new URL(`../../domain/proof/golden/${name}`, import.meta.url));
const key = createPublicKey(readFileSync(golden('lender-2.pem')));

/** Of a loan that a real worker looked after, on a real server; never made anew. */
const files = await unzipped(golden('export-2.zip'));

it('what a worker of an earlier version did is what the workflows of this one do: its export verifies whole', async () => {
  const { faults, replayed, compared, figures, verified } = await withReplays((replays) =>
    judged(files, [key], [], replays),
  );
  expect(faults).toEqual([]);
  expect(verified.manifest?.loan).toBe('L1');
  // It was made before exports had earlier heads.
  expect(verified.earlier).toBeNull();
  expect({ replayed, compared, same: figures.same, left: figures.left }).toEqual({
    ...{ replayed: 8, compared: 11 },
    ...{ same: 17, left: 0 },
  });
});

it('so does a later one, which shows that the record had only grown', async () => {
  const later = await unzipped(golden('export-3.zip'));
  const trusted = createPublicKey(readFileSync(golden('lender-3.pem')));
  const { faults, replayed, verified } = await withReplays((replays) => judged(later, [trusted], [], replays));
  expect(faults).toEqual([]);
  expect({ replayed, earlier: verified.earlier?.length }).toEqual({ replayed: 6, earlier: 1 });
});

it('a history in it that tells of something else is named', async () => {
  const [path, bytes] = [...files].find(([name]) => name.startsWith('histories/loan'))!;
  const text = Buffer.from(bytes).toString('utf8').replace('EVENT_TYPE_TIMER_CANCELED', 'EVENT_TYPE_TIMER_FIRED');
  const { faults } = await withReplays((replays) =>
    judged(new Map([...files, [path, Buffer.from(text)]]), [key], [], replays),
  );
  expect(faults.join('\n')).toContain(path);
});

it('a history that cannot be read is named, and those after it are gone through all the same', async () => {
  const [first, second, third] = [...files.keys()].filter((it) => it.startsWith('histories/'));
  const broken = new Map(files)
    .set(first!, Buffer.from('{"events": [{"eventId": "1"'))
    .set(second!, Buffer.from('{"events": [{"eventId": "1", "eventType": "EVENT_TYPE_NOT_ONE"}]}'))
    .set(third!, Buffer.alloc(0));
  const { faults, replayed } = await withReplays((replays) => replays.faultsOf(broken));
  expect(replayed).toBe(8);
  expect(faults.map((it) => it.slice(0, it.indexOf(': ')))).toEqual([first, second, third]);
});
