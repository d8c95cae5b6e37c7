import { deliverNudges } from '../worker/deliver-nudges.js';
import { connectTemporal, type DatabaseContext } from './connect.js';

/** Starts or nudges the workflows of the loans that were touched. What is broken off here, `reconcile` or the worker ends. */
export async function tellWorkflows({ db }: DatabaseContext): Promise<number> {
  const temporal = await connectTemporal();
  try {
    return await deliverNudges(db, temporal.messenger, (told) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${told} workflows told`);
    });
  } finally {
    await temporal.close();
  }
}
