import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { auditSettings, publicKeysIn } from '../../lender/audit-settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import type { Witness } from '../../store/proof/heads.js';
import { witnessFolder } from '../../store/proof/witness-folder.js';
import { environment } from '../connect/connect.js';

/** The lender's keys and witness, or those that an auditor has got by another way. */
export async function proofOf(given: {
  key?: string[];
  witness?: string;
}): Promise<{ signing: KeyObject | null; trusted: KeyObject[]; witness: Witness | null }> {
  const { key, trusted, witness } = auditSettings(environment());
  const folder = given.witness ?? witness;
  return {
    signing: key,
    trusted: given.key ? await readKeys(given.key) : trusted,
    witness: folder === null ? null : witnessFolder(folder),
  };
}

/** @throws BadInput for a file without a public key */
export async function readKeys(files: readonly string[]): Promise<KeyObject[]> {
  const keys = await Promise.all(
    files.map(async (file) => ({ file, keys: publicKeysIn(await readFile(file, 'utf8')) })),
  );
  const empty = keys.filter((it) => it.keys.length === 0).map((it) => `${it.file}: no public key as PEM`);
  if (empty.length > 0) throw new BadInput(empty);
  return keys.flatMap((it) => it.keys);
}

export const repeated = (value: string, before: string[] = []): string[] => [...before, value];
