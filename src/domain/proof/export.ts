import { createHash, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { workflowIdOf } from '../entry/ids.js';
import { type Envelope, envelopeOf, keyIdOf, signedBy, statementOf } from './envelope.js';
import { type Head, headOf } from './head.js';
import { digestOf, type Entry, hashOfLeaf, WRITTEN_ONCE } from './leaf.js';
import { rootByInclusion } from './merkle.js';
import { rowsOf } from './rows.js';
import { SEGMENT, segmentOf } from './segment.js';

const FORMAT = 'postloan-export/1';
const PREDICATE = 'urn:postloan:export:v1';
export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.dsse.json';
export const HEAD = 'head.json';
/** The stamp of the head's signature (RFC 3161), where an authority of time was asked. */
export const STAMP = 'head.tst';
export const ENTRIES = 'entries.json';
export const HISTORIES = 'histories/';

/** Where the history of a run stands. */
export const fileOfRun = (workflow: string, run: string): string =>
  `${HISTORIES}${encodeURIComponent(workflow)}/${run}.json`;

export interface Manifest {
  format: typeof FORMAT;
  loan: string;
  borrower: string;
  madeAt: string;
  madeBy: string;
  /** The lender's own moment, which a sample has for itself; left out by earlier versions. */
  asOf?: string | undefined;
  /** The version of the program that made it; left out by earlier versions. */
  program?: string | undefined;
  /** SHA-256 in hex of the rules by which it decides; left out by earlier versions. */
  rules?: string | undefined;
  /** SHA-256 in hex of each other file but the signature. */
  files: Record<string, string>;
}

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  loan: z.string(),
  borrower: z.string(),
  madeAt: z.string(),
  madeBy: z.string(),
  asOf: z.string().optional(),
  program: z.string().optional(),
  rules: z.string().optional(),
  files: z.record(z.string(), z.string()),
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const manifestOf = (
  about: Omit<Manifest, 'format' | 'files'>,
  files: ReadonlyMap<string, Uint8Array>,
): Manifest => ({
  format: FORMAT,
  ...about,
  files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])),
});

/** What is signed of an export: the hash of its manifest, which has those of all else. */
export const statementOfExport = (manifest: Uint8Array) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: MANIFEST, digest: { sha256: sha256(manifest) } }],
  predicateType: PREDICATE,
  predicate: {},
});

const entriesSchema = z.array(
  z.object({
    table: z.string(),
    key: z.string(),
    content: z.array(z.record(z.string(), z.unknown())).nullable(),
    leaves: z.array(
      z.object({
        leaf: z.object({
          position: z.int(),
          at: z.string(),
          table: z.string(),
          key: z.string(),
          digest: z.string().nullable(),
        }),
        proof: z.array(z.string()),
      }),
    ),
  }),
);

export interface Verified {
  /** What is wrong, each as one line; none: the file is as it was made. */
  faults: string[];
  manifest: Manifest | null;
  entries: Entry[];
  head: (Head & { key: string | null }) | null;
  /** Heads that were signed before, with which the record begins; null: the file has none, as those of earlier versions. */
  earlier: Head[] | null;
}

const json = (files: ReadonlyMap<string, Uint8Array>, name: string): unknown => {
  const bytes = files.get(name);
  if (!bytes) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
};

/** The head of an export; null: it has none, or one that cannot be read. */
export const headEnvelopeOf = (files: ReadonlyMap<string, Uint8Array>): Envelope | null =>
  envelopeOf(json(files, HEAD));

/** Whether each byte is what was signed, and each thing stands in the record at its place. `trusted`: keys that the reader has by another way. */
export function verifyExport(files: ReadonlyMap<string, Uint8Array>, trusted: readonly KeyObject[]): Verified {
  const faults: string[] = [];
  const manifest = manifestSchema.safeParse(json(files, MANIFEST)).data ?? null;
  const envelope = headEnvelopeOf(files);
  const head = envelope && headOf(envelope);
  const entries = entriesSchema.safeParse(json(files, ENTRIES)).data ?? null;
  if (!manifest || !envelope || !head || !entries) {
    const lacks = [manifest ? [] : [MANIFEST], head ? [] : [HEAD], entries ? [] : [ENTRIES]].flat();
    return {
      faults: lacks.map((it) => `${it}: is missing, or cannot be read`),
      manifest,
      entries: [],
      head: null,
      earlier: null,
    };
  }
  faults.push(...filesFaults(files, manifest), ...signatureFaults(files, trusted));
  const key = signedBy(envelope, trusted);
  if (key === null) faults.push(`${HEAD}: is signed by no key that is trusted (${trusted.map(keyIdOf).join(', ')})`);
  for (const entry of entries) faults.push(...entryFaults(entry, head));
  faults.push(...historyFaults(entries, manifest), ...aboutFaults(entries, manifest));
  const segment = files.has(SEGMENT) ? segmentOf(json(files, SEGMENT), head, trusted) : null;
  faults.push(...(segment?.faults ?? []));
  return { faults, manifest, entries, head: { ...head, key }, earlier: segment?.earlier ?? null };
}

function filesFaults(files: ReadonlyMap<string, Uint8Array>, manifest: Manifest): string[] {
  const others = [...files.keys()].filter((it) => it !== MANIFEST && it !== SIGNATURE && !(it in manifest.files));
  return [
    ...Object.entries(manifest.files).flatMap(([name, hash]) => {
      const bytes = files.get(name);
      if (!bytes) return [`${name}: is missing`];
      return sha256(bytes) === hash ? [] : [`${name}: was changed`];
    }),
    ...others.map((it) => `${it}: was added`),
  ];
}

function signatureFaults(files: ReadonlyMap<string, Uint8Array>, trusted: readonly KeyObject[]): string[] {
  const envelope = envelopeOf(json(files, SIGNATURE));
  if (!envelope) return [`${SIGNATURE}: is missing, or cannot be read`];
  if (signedBy(envelope, trusted) === null) return [`${SIGNATURE}: is signed by no key that is trusted`];
  const said = JSON.stringify(statementOf(envelope));
  const expected = sha256(files.get(MANIFEST)!);
  return said.includes(expected) && said.includes(PREDICATE) ? [] : [`${MANIFEST}: is not the one that was signed`];
}

/** Each run that the record has is there as it has it, but for those that were erased. */
const historyFaults = (entries: readonly Entry[], { files }: Manifest): string[] =>
  entries
    .filter((it) => it.table === 'histories')
    .flatMap((it) => (it.content ?? []) as { workflow_id: string; run_id: string; sha256: string; bytes?: true }[])
    .flatMap(({ workflow_id, run_id, sha256, bytes }): string[] => {
      const name = fileOfRun(workflow_id, run_id);
      if (!bytes || files[name] === sha256) return [];
      return [`${name}: ${name in files ? 'is not as the record says' : 'is missing'}`];
    });

/** It is of the loan and the borrower that it names, and each history is of something in it. */
function aboutFaults(entries: readonly Entry[], { loan, borrower, files }: Manifest): string[] {
  const of = rowsOf(entries);
  const has = of('loans').some((it) => it.loan_id === loan && it.borrower_id === borrower);
  const workflows = new Set(
    Object.entries(WITH_WORKFLOW).flatMap(([kind, [table, id]]) =>
      of(table).map((it) => fileOfRun(workflowIdOf(kind, String(it[id])), '').replace(/\.json$/, '')),
    ),
  );
  const strange = Object.keys(files).filter(
    (it) => it.startsWith(HISTORIES) && !workflows.has(it.slice(0, it.lastIndexOf('/') + 1)),
  );
  return [
    ...(has ? [] : [`${MANIFEST}: names loan ${loan} of borrower ${borrower}, which is not in the file`]),
    ...strange.map((it) => `${it}: is of nothing that is in the file`),
  ];
}

/** What has a workflow: its table and its id there. */
const WITH_WORKFLOW: Record<string, [table: string, id: string]> = {
  loan: ['loans', 'loan_id'],
  task: ['tasks', 'task_id'],
  complaint: ['complaints', 'complaint_id'],
  warning: ['warnings', 'warning_id'],
  case: ['cases', 'case_id'],
};

/** Histories that no entry of the record holds, since their workflows still ran. */
export const unprovedHistories = (entries: readonly Entry[], { files }: Manifest): string[] => {
  const proved = new Set(
    rowsOf(entries)('histories').map((it) => fileOfRun(String(it.workflow_id), String(it.run_id))),
  );
  return Object.keys(files).filter((it) => it.startsWith(HISTORIES) && !proved.has(it));
};

function entryFaults({ table, key, content, leaves }: Entry, head: { size: number; root: string }): string[] {
  const where = `${table} ${key}`;
  const last = leaves.at(-1)?.leaf;
  if (!last) return [`${where}: does not stand in the record`];
  const faults = leaves.flatMap(({ leaf, proof }, n): string[] => {
    if (leaf.table !== table || leaf.key !== key) return [`${where}: has an entry of ${leaf.table} ${leaf.key}`];
    if (n > 0 && leaf.position <= leaves[n - 1]!.leaf.position) return [`${where}: its entries are not in their order`];
    const hashes = proof.map((it) => Buffer.from(it, 'hex'));
    const root = rootByInclusion(hashOfLeaf(leaf), leaf.position, head.size, hashes)?.toString('hex');
    return root === head.root
      ? []
      : [`${where}: its entry ${leaf.position} does not stand in the record that was signed`];
  });
  if (leaves.length > 1 && WRITTEN_ONCE.includes(table))
    faults.push(`${where}: is written once, and the record has it ${leaves.length} times`);
  if (digestOf(content ?? []) !== last.digest)
    faults.push(`${where}: is not as the record says (entry ${last.position})`);
  return faults;
}
