import { Refused } from './problem.js';

/** What takes long is done for so many at once; of the others so many wait for their turn, and of one address no more than its share. */
interface Turns {
  atOnce: number;
  most: number;
  mostOfOne: number;
}

/** Does work in turn, so that whoever asks for something else is not kept waiting by it. @throws Refused when too many wait */
export function inTurn({ atOnce, most, mostOfOne }: Turns) {
  let busy = 0;
  const waiting: { of: string; go: () => void }[] = [];
  return async <T>(of: string, work: () => Promise<T>): Promise<T> => {
    if (busy < atOnce) busy += 1;
    else {
      if (waiting.length >= most || waiting.filter((it) => it.of === of).length >= mostOfOne)
        throw new Refused(429, 'too many at the same moment: try again');
      // Whoever ends hands over the turn.
      await new Promise<void>((go) => waiting.push({ of, go }));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next.go();
      else busy -= 1;
    }
  };
}
