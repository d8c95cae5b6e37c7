import { describe, expect, it } from 'vitest';
import { calendarFaults } from '../../../src/cli/doctor/doctor-database.js';
import { inTheClear } from '../../../src/cli/doctor/doctor-tls.js';
import { chinaCalendar } from '../../../src/library/calendar.js';

describe('working days', () => {
  const of = (...years: string[]) => ({ ...chinaCalendar(), coveredYears: new Set(years) });
  const on = (day: string) => Date.parse(`${day}T12:00:00+08:00`);
  it('are a fault when deadlines reach beyond them, and said before', () => {
    expect(calendarFaults(of('2025', '2026'), on('2026-09-30'))).toEqual({ faults: [], note: '' });
    const soon = calendarFaults(of('2025', '2026'), on('2026-11-29'));
    expect(soon).toEqual({ faults: [], note: expect.stringContaining('to 2026-12-31 only') });
    const reached = calendarFaults(of('2025', '2026'), on('2026-12-02'));
    expect(reached).toEqual({ faults: [expect.stringContaining('to 2026-12-31 only')], note: '' });
    expect(calendarFaults(of('2025', '2026', '2027'), on('2026-12-31')).faults).toEqual([]);
  });
});

describe('TLS: what goes in the clear is what the ways themselves would send so', () => {
  const found = (env: Record<string, string>) => inTheClear(env).map((it) => it.split(' ')[0]);
  it.each([
    ['postgresql://a@db.lender.example/x', false],
    ['postgresql://a@db.lender.example/x?sslmode=require', false],
    ['postgresql://a@db.lender.example/x?sslmode=prefer', false],
    ['postgresql://a@db.lender.example/x?sslmode=disable', true],
    ['postgresql://a@localhost/x', false],
    ['postgresql:///x?host=db.lender.example&sslmode=disable', true],
    ['postgresql:///x?host=/var/run/postgresql', false],
  ])('%s', (DATABASE_URL, open) => {
    expect(found({ DATABASE_URL })).toEqual(open ? ['DATABASE_URL'] : []);
  });
  it('PGSSLMODE and PGHOST count as they do for the database', () => {
    expect(found({ DATABASE_URL: 'postgresql:///x', PGHOST: 'db.lender.example', PGSSLMODE: 'disable' })).toEqual([
      'DATABASE_URL',
    ]);
    expect(found({ DATABASE_URL: 'postgresql://a@db.lender.example/x', PGSSLMODE: 'disable' })).toEqual([
      'DATABASE_URL',
    ]);
  });
  it.each([
    ['smtp://mail.lender.example', false],
    ['smtps://mail.lender.example', false],
    ['smtp://mail.lender.example?ignoreTLS=true', true],
    ['smtp://mail.lender.example?requireTLS=false', true],
    ['smtp://127.0.0.1?ignoreTLS=true', false],
  ])('%s', (SMTP_URL, open) => {
    expect(found({ SMTP_URL })).toEqual(open ? ['SMTP_URL'] : []);
  });
  it.each([
    [{ TEMPORAL_ADDRESS: 'temporal.lender.example:7233' }, true],
    [{ TEMPORAL_ADDRESS: 'temporal.lender.example:7233', TEMPORAL_TLS: 'true' }, false],
    [{ TEMPORAL_ADDRESS: 'temporal.lender.example:7233', TEMPORAL_API_KEY: 'x' }, false],
    [{ TEMPORAL_ADDRESS: 'temporal.lender.example:7233', TEMPORAL_API_KEY: '' }, true],
    [{ TEMPORAL_ADDRESS: '127.0.0.1:7233' }, false],
  ])('%j', (env, open) => {
    expect(found(env)).toEqual(open ? ['TEMPORAL_ADDRESS'] : []);
  });
});
