import { ApplicationFailure, heartbeat } from '@temporalio/activity';

const BEAT_MS = 5_000;

/**
 * Says every few seconds that work goes on, and how far it is: as long as no step takes longer than `patienceMs`. After that
 * it hangs, on something that will not answer: it fails, so that another try may fare better. `step`: something was done; where
 * another try is under way by then, it throws, so that what is left over from this one ends.
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
