import { defineConfig } from 'vitest/config';

/** Files that replace a module. */
const MOCKED = 'test/**/*.mocked.test.ts';
/** Files that play what others sample: all scenarios, every wrong agent, every language, hundreds of kills. */
const LONG = 'test/**/*.long.test.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/support/build-once.ts'],
    setupFiles: ['test/support/each-file.ts'],
    // Most files share their worker and its modules: loading the house anew for each would take as long as many of them run.
    // Who replaces a module must be the first to load it.
    projects: [
      {
        extends: true,
        test: { name: 'quick', isolate: false, include: ['test/**/*.test.ts'], exclude: [MOCKED, LONG] },
      },
      { extends: true, test: { name: 'mocked', include: [MOCKED] } },
      { extends: true, test: { name: 'long', isolate: false, include: [LONG] } },
    ],
    // Much of the time of these tests is spent waiting for programs; Vitest would leave one core to itself.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      // The pure rooms only: the skins are exercised by child processes, which this cannot see.
      include: [
        'mock-server/world/**',
        'mock-server/scenario/**',
        'mock-server/journal/**',
        'mock-server/tokens/**',
        'mock-server/view/**',
        'mock-server/clock.ts',
        'mock-server/switches/**',
        'agent/core/**',
      ],
      thresholds: { lines: 90, functions: 90, branches: 85, statements: 90 },
      reporter: ['text-summary', 'html'],
    },
  },
});
