import { useEffect } from 'react';

/** As long as a session lasts without anybody doing anything: that a page asks anew by itself is no sign of a person. */
const IDLE_MS = 60 * 60_000;
const LOOK_MS = 30_000;
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Calls when nobody has touched the page for an hour. */
export function useIdle(call: () => void): void {
  useEffect(() => {
    let last = Date.now();
    const touched = () => {
      last = Date.now();
    };
    for (const it of SIGNS) addEventListener(it, touched, { passive: true });
    const look = setInterval(() => {
      if (Date.now() - last >= IDLE_MS) call();
    }, LOOK_MS);
    return () => {
      clearInterval(look);
      for (const it of SIGNS) removeEventListener(it, touched);
    };
  }, [call]);
}
