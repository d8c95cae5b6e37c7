import type { DatabaseContext } from './connect.js';

/** Starts or nudges the workflows of the loans that were touched. If it is broken off, the worker or `reconcile` delivers the rest. */
export async function tellWorkflows({ db }: DatabaseContext): Promise<number> {
  // Temporal's client is half of what a command loads, and most commands only look.
  const { connectTemporal } = await import('./connect-temporal.js');
  const { deliverNudges } = await import('../../worker/tell/deliver-nudges.js');
  const temporal = await connectTemporal(db);
  try {
    const { told, failed } = await deliverNudges(db, temporal.messenger, (told) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${told} workflows told`);
    });
    // A warning, no error: what the command did stands, and some of these nudges may be of earlier commands.
    for (const { kind, subject, why } of failed)
      process.stderr.write(`${kind} ${subject} could not be told: ${why}; \`postloan reconcile\` tries again\n`);
    return told;
  } finally {
    await temporal.close();
  }
}
