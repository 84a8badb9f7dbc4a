import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const NOT_UNIT = [
  '**/node_modules/**',
  '**/dist/**',
  '.tools/**',
  'test/e2e/**',
  'test/conformance/**',
  'test/parity/**',
  'test/bench/**',
  'test/faults/**',
]

/** Two projects: `.test.ts` runs in plain Node, `.test.tsx` in jsdom. The slower suites have configs of their own. */
export default defineConfig({
  plugins: [react()],
  test: {
    setupFiles: ['scripts/test-setup.ts'],
    maxWorkers: 2,
    // a busy machine is slow, not wrong
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      { extends: true, test: { name: 'node', environment: 'node', include: ['**/*.test.ts'], exclude: NOT_UNIT } },
      { extends: true, test: { name: 'dom', environment: 'jsdom', include: ['**/*.test.tsx'], exclude: NOT_UNIT } },
    ],
  },
})
