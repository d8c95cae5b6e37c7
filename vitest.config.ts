import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.slow.test.ts', 'test/**/*.production.test.ts'],
    globalSetup: ['test/support/fresh-bundle.ts', 'test/support/watch-logs.ts'],
    // Two cores: more workers only wait for each other, and each may run a database of its own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
