import { ApplicationFailure, heartbeat } from '@temporalio/activity';

/** A third of the shortest heartbeat timeout (workflows/common/proxies.ts), so that one late heartbeat ends nothing. */
const BEAT_MS = 5_000;

/**
 * Sends a heartbeat with `progress` every few seconds while `work` is under way. `work` calls `step` after each thing it has done.
 * If no step comes for `patienceMs`, it waits for something that will never answer: the activity fails, and Temporal tries it
 * again. From then on `step` throws, so that the first try does not go on beside the second.
 */
export async function beating<T>(
  progress: object,
  patienceMs: number,
  work: (step: () => void) => Promise<T>,
): Promise<T> {
  let lastStep = performance.now();
  let givenUp = false;
  const step = () => {
    if (givenUp) throw new Error('given up: another try goes on');
    lastStep = performance.now();
  };
  let beat: NodeJS.Timeout | undefined;
  const stoodStill = new Promise<never>((_, reject) => {
    beat = setInterval(() => {
      if (performance.now() - lastStep < patienceMs) heartbeat({ ...progress });
      else {
        givenUp = true;
        reject(ApplicationFailure.retryable(`nothing was done for ${patienceMs / 1_000} s`, 'StoodStill'));
      }
    }, BEAT_MS);
  });
  try {
    return await Promise.race([work(step), stoodStill]);
  } finally {
    clearInterval(beat);
  }
}
