import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
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
