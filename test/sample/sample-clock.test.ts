import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { dayOf, formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import {
  keepSampleTime,
  MOST_SPEED,
  readSampleTime,
  sampleBegins,
  sampleClock,
  sampleNow,
} from '../../src/sample/sample-clock.js';

const file = () => {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-sample-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'sample-time.json');
};

test.each([
  ['2026-11-30', '2026-11-30T08:55:00+08:00', 'a Monday'],
  ['2026-11-28', '2026-11-30T08:55:00+08:00', 'a Saturday'],
  ['2026-10-01', '2026-10-08T08:55:00+08:00', 'a week of holidays'],
  ['2026-02-14', '2026-02-14T08:55:00+08:00', 'a Saturday that is worked on'],
])('on %s it begins on %s: %s', (today, begins) => {
  expect(formatMoment(sampleBegins(chinaCalendar(), today))).toBe(begins);
});

test('who waits for a moment wakes when it has come, and hardly later', () => {
  const moment = fc.integer({ min: momentAt('2026-01-01', '00:00'), max: momentAt('2027-01-01', '00:00') });
  fc.assert(
    fc.property(moment, moment, moment, fc.integer({ min: 1, max: MOST_SPEED }), (from, since, wanted, speed) => {
      const clock = sampleClock({ from, since, speed });
      const woken = clock.toBusiness(clock.toWorkflow(wanted));
      expect(woken).toBeGreaterThanOrEqual(wanted);
      expect(woken).toBeLessThanOrEqual(wanted + speed);
    }),
  );
});

test('a minute here is an hour there, also over midnight', () => {
  const time = { from: momentAt('2026-11-30', '23:30'), since: 1_000, speed: 60 };
  expect(dayOf(sampleNow(time, 1_000))).toBe('2026-11-30');
  expect(formatMoment(sampleNow(time, 61_000))).toBe('2026-12-01T00:30:00+08:00');
});

test('it goes on where it was; a folder without one goes by the clock; a damaged file is named', () => {
  const at = file();
  expect(readSampleTime(at)).toBeNull();
  keepSampleTime(at, 1_796_005_002_240, 90);
  expect(readSampleTime(at)).toEqual({ from: 1_796_005_002_240, speed: 90 });
  writeFileSync(at, '{"from":');
  expect(() => readSampleTime(at)).toThrow(/sample-time\.json: is damaged/);
});
