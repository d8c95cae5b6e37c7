import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

let listening = false;
/** Called at the first signal; null: a signal ends the process at once. */
let stop: (() => void) | null = null;

/**
 * Handles signals, since the first process of a container does not get those for which it has no handler. The handlers stay for
 * good: a signal that comes while one handler is exchanged for another would reach neither.
 */
export function listenToSignals(): void {
  if (listening) return;
  listening = true;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // The exit status by which shells show that a signal ended a process.
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
