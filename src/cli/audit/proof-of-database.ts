import type { KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Signer } from '../../domain/proof/envelope.js';
import { auditSettings, certificatesIn, publicKeysIn, witnessPlace } from '../../lender/audit-settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { signingBy } from '../../store/proof/heads/token-signer.js';
import type { Vouchers } from '../../store/proof/heads/vouch.js';
import { vouchersAt } from '../../store/proof/heads/vouchers.js';
import { environment } from '../connect/connect.js';

/** The lender's keys and who vouches for the record, or those that an auditor has got by another way. */
export async function proofOf(given: {
  key?: string[];
  witness?: string[];
  tsa?: string[];
}): Promise<{ signing: KeyObject | Signer | null; trusted: KeyObject[]; vouchers: Vouchers }> {
  const settings = auditSettings(environment());
  const { witnesses, authority } = settings;
  return {
    signing: settings.key && signingBy(settings.key, environment()),
    trusted: given.key ? await readKeys(given.key) : settings.trusted,
    vouchers: vouchersAt({
      witnesses: given.witness ? given.witness.map((it) => witnessPlace(environment(), it)) : witnesses,
      authority: given.tsa ? { url: authority?.url ?? '', certificates: await readCertificates(given.tsa) } : authority,
    }),
  };
}

/** @throws BadInput for a file without a public key */
export const readKeys = (files: readonly string[]): Promise<KeyObject[]> => readPem(files, publicKeysIn, 'public key');

/** @throws BadInput for a file without a certificate */
export const readCertificates = (files: readonly string[]): Promise<X509Certificate[]> =>
  readPem(files, certificatesIn, 'certificate');

async function readPem<T>(files: readonly string[], read: (text: string) => T[], what: string): Promise<T[]> {
  const found = await Promise.all(files.map(async (file) => ({ file, of: read(await readFile(file, 'utf8')) })));
  const empty = found.filter((it) => it.of.length === 0).map((it) => `${it.file}: no ${what} as PEM`);
  if (empty.length > 0) throw new BadInput(empty);
  return found.flatMap((it) => it.of);
}

export const repeated = (value: string, before: string[] = []): string[] => [...before, value];
