/** Runs the end-to-end suites against the built product: `node test/e2e/run.ts [file…]`. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const result = spawnSync(
  join(ROOT, 'node_modules/.bin/vitest'),
  ['run', '--config', 'test/e2e/vitest.config.ts', ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit' },
)
process.exit(result.status ?? 1)
