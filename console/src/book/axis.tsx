import type { Answer } from '../client/client';
import { useWords } from '../words/language';
import { COLOURS, LANES, laneOf } from './lanes';
import { BOOK_WORDS } from './words';

type Line = Answer<'TimelineLine'>;

const WIDE = 1000;
const LANE = 26;
const LEFT = 24;
const DAY_MS = 86_400_000;
/** How far back and ahead is drawn. */
const BACK_DAYS = 45;
const AHEAD_DAYS = 60;
const TICKS_DAYS = 15;

/** By the lender's own clock, whose offset stands in each moment. */
const dayOf = (at: string) => Date.parse(`${at.slice(0, 19)}Z`) / DAY_MS;

/** The loan in time, a lane each for stages, messages, work and money; what has happened is full, what is to come is hollow. */
export function Axis({ before, ahead, now }: { before: readonly Line[]; ahead: readonly Line[]; now: string }) {
  const say = useWords(BOOK_WORDS);
  const today = dayOf(now);
  const x = (day: number) => LEFT + ((day - today + BACK_DAYS) / (BACK_DAYS + AHEAD_DAYS)) * (WIDE - 2 * LEFT);
  const y = (lane: number) => 14 + lane * LANE;
  const bottom = y(LANES.length) - 4;
  const dots = (lines: readonly Line[], full: boolean) =>
    lines
      .filter((it) => Math.abs(dayOf(it.at) - today) < BACK_DAYS + AHEAD_DAYS && dayOf(it.at) > today - BACK_DAYS)
      .map((it, n) => {
        const lane = laneOf(it.what);
        return (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may happen twice in a moment.
            key={`${it.at} ${n}`}
            cx={x(dayOf(it.at))}
            cy={y(LANES.indexOf(lane))}
            r={full ? 5 : 4.5}
            fill={full ? COLOURS[lane] : 'var(--surface)'}
            stroke={COLOURS[lane]}
            strokeWidth={2}
          >
            <title>{`${it.at.slice(0, 10)} ${it.say.what}`}</title>
          </circle>
        );
      });
  const ticks = Array.from({ length: 8 }, (_, n) => (n - BACK_DAYS / TICKS_DAYS) * TICKS_DAYS);
  return (
    <figure className="card" style={{ margin: 0 }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than a phone is moved by keys too. */}
      <section className="axis-box" aria-label={say.axis} tabIndex={0}>
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
      </figcaption>
    </figure>
  );
}
