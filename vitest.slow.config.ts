import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.slow.test.ts'],
    globalSetup: [
      'test/support/programs.ts',
      'test/support/fresh-bundle.ts',
      'test/support/watch-logs.ts',
      'test/support/one-postgres.ts',
    ],
    // One more than cores: many of them wait most of their time, for a provider left in peace, for connections that are silent.
    maxWorkers: 3,
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
