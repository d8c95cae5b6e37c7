import { Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useWords } from '../../words/language';
import { PART_WORDS } from '../words';
import type { Drawing } from './chart-options';
import './chart.css';

const Drawn = lazy(() => import('./chart-drawn'));

/** A picture of figures, which says in words what it shows; what draws it is loaded with the first one. */
export function Chart({ label, drawing, height = 260 }: { label: string; drawing: Drawing; height?: number }) {
  const say = useWords(PART_WORDS);
  return (
    <div className="chart" style={{ height }}>
      <Suspense fallback={<Skeleton.Node active aria-label={say.loading} style={{ width: '100%', height }} />}>
        <Drawn label={label} drawing={drawing} />
      </Suspense>
    </div>
  );
}
