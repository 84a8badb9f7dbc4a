import { defineConfig } from 'vitest/config'

/** One browser at a time: two cores serve the page, the server and the model. Steps of a file build on each other. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/**/*.e2e.ts'],
    setupFiles: ['scripts/test-setup.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    bail: 0,
  },
})
