import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

let listening = false;
/** What the first signal does; null: it ends the process, as every later one does. */
let stop: (() => void) | null = null;

/**
 * As the first process of a container it would not hear a signal that nobody listens to. Listened to once and for good: one
 * that is on its way while a listener is exchanged for another reaches neither.
 */
export function listenToSignals(): void {
  if (listening) return;
  listening = true;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // 128 + signal is how shells say so.
      if (stop === null) process.exit(128 + constants.signals[signal]);
      stop();
      stop = null;
    });
  }
}

/** Answers when the first signal comes. */
export function firstSignal(): Promise<undefined> {
  listenToSignals();
  return new Promise((resolve) => {
    stop = () => resolve(undefined);
  });
}
