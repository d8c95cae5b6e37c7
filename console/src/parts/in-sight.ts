import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';

/** A shorter list is drawn whole. */
const MANY = 100;
/** So many lines stand ready above and below what is seen: the arrows go on, and nothing flickers. */
const READY = 20;

const PRINT = matchMedia('print');
const usePrinting = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      PRINT.addEventListener('change', changed);
      return () => PRINT.removeEventListener('change', changed);
    },
    () => PRINT.matches,
  );

/**
 * Of a long list on a page, the lines that are seen: 100,000 are scrolled as fast as ten. `height`: of a line, about, in pixels. `list` and `measure` are
 * refs, the one of what holds the lines, the other of each, which has its place as `data-index`; `before` and `after` is the room that the others take, in pixels.
 * On paper all of them stand.
 */
export function useInSight<List extends HTMLElement, Line extends HTMLElement>(count: number, height: number) {
  const list = useRef<List>(null);
  const [top, setTop] = useState(0);
  const printing = usePrinting();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what stands above it may have grown with it.
  useLayoutEffect(() => {
    if (list.current) setTop(Math.round(list.current.getBoundingClientRect().top + scrollY));
  }, [count]);
  const many = count > MANY && !printing;
  const lines = useWindowVirtualizer<Line>({
    count: many ? count : 0,
    estimateSize: () => height,
    overscan: READY,
    scrollMargin: top,
  });
  if (!many) return { list, from: 0, to: count, before: 0, after: 0, measure: undefined };
  const shown = lines.getVirtualItems();
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined)
    return { list, from: 0, to: READY, before: 0, after: lines.getTotalSize(), measure: lines.measureElement };
  return {
    ...{ list, from: first.index, to: last.index + 1, measure: lines.measureElement },
    ...{ before: first.start - top, after: lines.getTotalSize() - (last.end - top) },
  };
}
