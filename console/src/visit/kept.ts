import { useSyncExternalStore } from 'react';
import { ask, follow, isProblem, type Problem } from '../client/client';
import { proofsOf, type Shown } from './proofs';
import { type SealedStore, sealedStore } from './sealed-store';

/** The record of a task, as the API takes it. */
interface Done {
  note: string;
  answers: { [line: string]: string };
  incomplete: boolean;
}

/** What somebody writes of a task, from the first letter until the server has it. */
export interface Kept {
  /** In the device; and the record is asked for by it, so that it is there once. */
  name: string;
  task: string;
  /** What it is called where it is waited for. */
  title: string;
  /** The form as it stands. */
  written: object;
  /** When it was written last, in milliseconds. */
  at: number;
  /** Null: it is being written. */
  finished: { record: Done; shown: Shown } | null;
  /** How many files the server has already. */
  sent: number;
  /** Why the server did not take it; null: it has not been refused. */
  refused: Problem | null;
}

/** Who begins and does not come back loses it: the device is nobody's archive. */
const BEGUN_FOR_MS = 14 * 86_400_000;

let person: string | null = null;
let kept: readonly Kept[] = [];
let store: SealedStore<Kept> | null = null;
let sending: Promise<void> | null = null;
const watching = new Set<() => void>();
function become(now: readonly Kept[]): void {
  kept = now;
  for (const it of watching) it();
}

/** All that is kept of whoever has signed in. */
export const useKept = (): readonly Kept[] =>
  useSyncExternalStore(
    (changed) => {
      watching.add(changed);
      return () => watching.delete(changed);
    },
    () => kept,
  );

/** What is kept of a task by now; undefined: nothing. */
export const lookAtKept = (task: string): Kept | undefined => kept.find((it) => it.task === task);

/** Somebody has signed in: what he or she left on this device is there again. */
export async function openKept(staff: string, keys: readonly string[]): Promise<void> {
  const before = person === staff ? kept : [];
  person = staff;
  store = await sealedStore<Kept>(keys).catch(() => null);
  const found = (await store?.all().catch(() => [])) ?? [];
  const old = found.filter((it) => it.finished === null && it.at < Date.now() - BEGUN_FOR_MS);
  void store?.remove(...old.map((it) => it.name));
  const names = new Set(before.map((it) => it.name));
  become([...before, ...found.filter((it) => !old.includes(it) && !names.has(it.name))]);
}

/** Nobody has signed in any more: what the device holds sealed is in nobody's sight. */
export function closeKept(): void {
  if (store === null) return;
  store = null;
  become([]);
}

export async function keep(it: Kept): Promise<Kept> {
  become([...kept.filter(({ name }) => name !== it.name), it]);
  // A full device: it is kept as long as the page is open.
  await store?.put(it.name, it).catch(() => undefined);
  return it;
}

export async function discard({ name }: Kept): Promise<void> {
  become(kept.filter((it) => it.name !== name));
  await store?.remove(name).catch(() => undefined);
}

const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((it) => it.toString(16).padStart(2, '0'));

/** What somebody begins to write of a task. */
export const begun = (task: string, title: string): Kept => ({
  ...{ name: random().join(''), task, title, written: {}, at: Date.now(), finished: null, sent: 0, refused: null },
});

/** Sends what is finished, one after the other; what the network does not let through stays, and is tried again. */
export function sendKept(): Promise<void> {
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll(): Promise<void> {
  for (;;) {
    const it = kept.find(({ finished, refused }) => finished !== null && refused === null);
    if (it === undefined) return;
    try {
      await send(it);
    } catch (error) {
      if (!isProblem(error) || !isRefusal(error)) return;
      await keep({ ...kept.find(({ name }) => name === it.name)!, refused: error });
    }
  }
}

/** Signing in again, waiting, or a server that is mended: all else will be refused tomorrow too. */
const isRefusal = ({ status }: Problem) => status < 500 && ![401, 408, 429].includes(status);

async function send(it: Kept): Promise<void> {
  const { record, shown } = it.finished!;
  const path = { task: it.task };
  let now = it;
  for (const file of proofsOf(shown).slice(it.sent)) {
    const body = new FormData();
    // The place goes before the file.
    if (shown.place !== null) body.append('place', shown.place);
    body.append('file', file.bytes, file.name);
    await taken(
      ask.POST('/api/v1/tasks/{task}/evidence', {
        params: { path },
        body: body as never,
        bodySerializer: () => body,
      }),
    );
    now = await keep({ ...now, sent: now.sent + 1 });
  }
  const header = { 'idempotency-key': it.name };
  await taken(ask.POST('/api/v1/tasks/{task}/done', { params: { path, header }, body: record }));
  await discard(it);
  follow();
}

/** @throws what the API refused */
async function taken(asked: Promise<{ error?: unknown; response: Response }>): Promise<void> {
  const { error, response } = await asked;
  if (response.ok) return;
  throw isProblem(error) ? error : new Error(`status ${response.status}`);
}
