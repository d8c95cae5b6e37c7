import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    {
      // `import('./module.ts?scope=a,b')` gives what the module's own names are worth: test/statements reads statements so.
      name: 'scope',
      enforce: 'pre',
      transform: (code, id) => {
        const names = /[?]scope=(.*)/.exec(id)?.[1];
        return names === undefined ? undefined : `${code}\nexport const __scope = { ${names} };`;
      },
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.slow.test.ts', 'test/**/*.production.test.ts'],
    globalSetup: [
      'test/support/programs.ts',
      'test/support/fresh-bundle.ts',
      'test/support/watch-logs.ts',
      'test/support/one-postgres.ts',
    ],
    // Two cores: more workers only wait for each other, and each may run a database of its own.
    maxWorkers: 2,
    // No test changes what another stands on, so that each worker reads every module once: an eighth of the time.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
