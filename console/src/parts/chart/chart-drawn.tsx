import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTheme } from '../../app/choices';
import { useLanguage } from '../../words/language';
import { type Drawing, optionOf } from './chart-options';

use([BarChart, HeatmapChart, LineChart]);
use([AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);

export default function Drawn({ label, drawing }: { label: string; drawing: Drawing }) {
  const { theme } = useTheme();
  const { language } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const font = getComputedStyle(place.current!).fontFamily;
    const chart = init(place.current, null, { renderer: 'svg' });
    // As wide as its place, also when the menu closes or a phone is turned.
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(place.current!);
    chart.setOption(optionOf(drawing, { language, dark: theme === 'dark', font }));
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [drawing, language, theme]);
  return <div ref={place} role="img" aria-label={label} className="drawn" />;
}
