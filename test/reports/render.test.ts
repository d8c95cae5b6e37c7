import { afterEach, describe, expect, it, vi } from 'vitest';
import { FORMATS, render } from '../../src/reports/render.js';
import { EVERYTHING, longTable, paperOf } from './sample-paper.js';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe.each(FORMATS)('%s', (format) => {
  it('gives the same bytes for the same paper, whenever and in whatever zone', async () => {
    const once = await render(EVERYTHING, format);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2031-07-08T23:10:11Z') });
    vi.stubEnv('TZ', 'America/Los_Angeles');
    // Another paper in between: nothing counts on from one to the next.
    await render(paperOf({ heading: '另一份', table: longTable(3) }), format);
    expect(Buffer.compare(once, await render(structuredClone(EVERYTHING), format))).toBe(0);
  });

  it('takes a paper with nothing in it', async () => {
    expect((await render(paperOf(), format)).length).toBeGreaterThan(50);
  });
});
