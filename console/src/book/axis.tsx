import { useCallback } from 'react';
import type { Answer } from '../client/client';
import { useWords } from '../words/language';
import { Money, type MoneyOf } from './axis-money';
import { COLOURS, LANES, laneOf } from './lanes';
import { BOOK_WORDS } from './words';

type Line = Answer<'TimelineLine'>;

const WIDE = 1000;
const LANE = 26;
const LEFT = 24;
const DAY_MS = 86_400_000;
/** How far is drawn: ahead, and back to where the trouble began, within bounds. */
const AHEAD_DAYS = 60;
const BACK_DAYS = 45;
const MOST_BACK_DAYS = 200;
const BEFORE_DAYS = 10;
const FEW_DAYS = 15;
const MANY_DAYS = 30;

/** By the lender's own clock, whose offset stands in each moment. */
const dayOf = (at: string) => Date.parse(`${at.slice(0, 19)}Z`) / DAY_MS;

const midnight = (day: string) => dayOf(`${day}T00:00:00`);

interface Shown extends MoneyOf {
  before: readonly Line[];
  ahead: readonly Line[];
  now: string;
  /** Since when it is late; null: it is not. */
  since: string | null;
}

/** The loan in time, a lane each for stages, messages, work and money; what has happened is full, what is to come is hollow. */
export function Axis({ before, ahead, now, since, due, paid }: Shown) {
  const say = useWords(BOOK_WORDS);
  const today = dayOf(now);
  const late = since === null ? 0 : today - midnight(since) + BEFORE_DAYS;
  const back = Math.min(Math.max(BACK_DAYS, late), MOST_BACK_DAYS);
  const x = (day: number) => LEFT + ((day - today + back) / (back + AHEAD_DAYS)) * (WIDE - 2 * LEFT);
  const y = (lane: number) => 14 + lane * LANE;
  const bottom = y(LANES.length) - 4;
  const seen = (day: number) => day > today - back && day < today + AHEAD_DAYS;
  const dots = (lines: readonly Line[], full: boolean) =>
    lines
      .map((it) => ({ ...it, day: dayOf(it.at), lane: laneOf(it.what) }))
      // What was paid stands on its own day, not on that on which it was heard.
      .filter((it) => seen(it.day) && (it.what !== 'payment' || !full))
      .map(({ at, day, lane, say: { what } }, n) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: the same may happen twice in a moment.
          key={`${at} ${n}`}
          cx={x(day)}
          cy={y(LANES.indexOf(lane))}
          r={full ? 5 : 4.5}
          fill={full ? COLOURS[lane] : 'var(--surface)'}
          stroke={COLOURS[lane]}
          strokeWidth={2}
        >
          <title>{`${at.slice(0, 10)} ${what}`}</title>
        </circle>
      ));
  // Where it is wider than the screen, today is in its middle.
  const at = x(today) / WIDE;
  const middle = useCallback(
    (box: HTMLElement) => {
      const watch = new ResizeObserver(() => box.scrollTo({ left: at * box.scrollWidth - box.clientWidth / 2 }));
      watch.observe(box);
      return () => watch.disconnect();
    },
    [at],
  );
  const step = back + AHEAD_DAYS > 8 * FEW_DAYS ? MANY_DAYS : FEW_DAYS;
  const first = -Math.floor(back / step);
  const ticks = Array.from({ length: Math.floor(AHEAD_DAYS / step) - first + 1 }, (_, n) => (first + n) * step);
  return (
    <figure className="card" style={{ margin: 0 }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than a phone is moved by keys too. */}
      <section ref={middle} className="axis-box" aria-label={say.axis} tabIndex={0}>
        <svg className="axis" viewBox={`0 0 ${WIDE} ${bottom + 22}`} role="img" aria-label={say.axis}>
          {LANES.map((lane, n) => (
            <line key={lane} x1={LEFT} x2={WIDE - LEFT} y1={y(n)} y2={y(n)} stroke="var(--line)" />
          ))}
          {ticks.map((days) => (
            <text key={days} x={x(today + days)} y={bottom + 18} textAnchor="middle">
              {new Date((today + days) * DAY_MS).toISOString().slice(5, 10)}
            </text>
          ))}
          <line x1={x(today)} x2={x(today)} y1={0} y2={bottom} stroke="var(--strong)" strokeWidth={2} />
          <Money
            due={due}
            paid={paid}
            x={(on) => (seen(midnight(on)) ? x(midnight(on)) : null)}
            y={y(LANES.indexOf('money'))}
          />
          {dots(before, true)}
          {dots(ahead, false)}
        </svg>
      </section>
      <figcaption className="legend" style={{ marginBottom: 0 }}>
        {LANES.map((lane) => (
          <span key={lane}>
            <span className="dot" style={{ background: COLOURS[lane] }} />
            {say[lane]}
          </span>
        ))}
        <span>
          <span className="tick" style={{ background: COLOURS.money }} />
          {say.fallsDue}
        </span>
        <span>
          <span className="dot" style={{ border: '2px solid' }} />
          {say.toCome}
        </span>
      </figcaption>
    </figure>
  );
}
