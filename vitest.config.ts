import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Worker pools and loopback servers share two cores in CI: generous, since timings never decide a test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
