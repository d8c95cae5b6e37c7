import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/production/**/*.production.test.ts'],
    globalSetup: ['test/support/fresh-bundle.ts', 'test/support/watch-logs.ts'],
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 300_000,
  },
});
