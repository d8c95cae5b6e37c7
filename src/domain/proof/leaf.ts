import { createHash } from 'node:crypto';
import { canonicalize } from 'json-canonicalize';
import { type Hash, leafHash } from './merkle.js';

/** What the record says of one thing that the database holds: that at `at` it stood so. */
export interface Leaf {
  /** Counted from 0, without a gap. */
  position: number;
  /** When it was written into the record, in UTC: `2026-11-30T01:05:00.000Z`. */
  at: string;
  table: string;
  /** The values of the table's key, as a JSON array. */
  key: string;
  /** SHA-256 in hex of its rows as canonical JSON (RFC 8785), without personal data; null: it is there no more. */
  digest: string | null;
}

/** What an export says of one thing: each time that it was written into the record, and how it stands now. */
export interface Entry {
  table: string;
  key: string;
  /** As it was when the export was made; null: it is there no more. */
  content: object[] | null;
  /** The first to the last, each with its proof for the head: hashes in hex, from the leaf up. */
  leaves: { leaf: Leaf; proof: string[] }[];
}

/** Tables whose rows are written once: a second leaf of one was not made by the application. No migration changes what they hold, but by columns that are null. */
export const WRITTEN_ONCE: readonly string[] = [
  ...['audit_log', 'calendar', 'diary', 'letters', 'rate_changes', 'report_files', 'reports', 'staff_figures'],
];

/** The bytes that are hashed. */
const leafBytes = ({ position, at, table, key, digest }: Leaf): Buffer =>
  Buffer.from(canonicalize({ position, at, table, key, digest }));

export const hashOfLeaf = (leaf: Leaf): Hash => leafHash(leafBytes(leaf));

/** Null for no rows. */
export const digestOf = (content: readonly object[]): string | null =>
  content.length === 0 ? null : createHash('sha256').update(canonicalize(content)).digest('hex');
