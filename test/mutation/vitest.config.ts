import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Unit tests in plain Node only; the package is chosen by whoever runs them. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['**/*.test.ts'],
    setupFiles: [join(import.meta.dirname, '../../scripts/test-setup.ts')],
    testTimeout: 60_000,
  },
})
