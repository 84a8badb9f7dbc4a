/**
 * Mutation testing of the packages whose mistakes would be silent: `graph` (documents) and `configs` (which config runs).
 *
 * `node test/mutation/run.ts [graph|configs] [file…]` changes the source in small ways, one at a time, and counts how many
 * changes some test notices, per file. Ends with 1 below 85 %. Takes minutes; not part of `npm test`.
 * `--without-constants` leaves out what is read while modules load, since each of those is tried against all tests.
 * `MUTATION_CONCURRENCY=1` (default 2) leaves a core to others. README.md has the figures.
 */
import { join } from 'node:path'
import { Stryker } from '@stryker-mutator/core'
import { percentOf, scoreFiles, toTable } from './table.ts'

const ROOT = join(import.meta.dirname, '../..')
const LEAST_PERCENT = 85
const PACKAGES = ['graph', 'configs']
const WITHOUT_CONSTANTS = '--without-constants'
const CONCURRENCY = Number(process.env['MUTATION_CONCURRENCY'] ?? 2)

const args = process.argv.slice(2)
const named = args.filter((arg) => PACKAGES.includes(arg))
const files = args.filter((arg) => !PACKAGES.includes(arg) && arg !== WITHOUT_CONSTANTS)
process.chdir(ROOT)
for (const name of named.length > 0 ? named : PACKAGES) {
  const results = await new Stryker({
    testRunner: 'warm',
    plugins: [join(import.meta.dirname, 'warm-runner.ts')],
    mutate:
      files.length > 0
        ? files
        : [
            `packages/${name}/src/**/*.ts`,
            '!**/*.test.ts',
            '!**/sample-*.ts',
            '!**/fake-*.ts',
            '!**/index.ts',
            '!**/errors.ts',
          ],
    coverageAnalysis: 'perTest',
    // only what these tests read is copied; there is no tsconfig to rewrite, types are stripped
    ignorePatterns: ['**', `!packages/${name}/src/**`, `!packages/${name}/*.*`, '!docs/**', '!package.json'],
    tsconfigFile: 'none.json',
    concurrency: CONCURRENCY,
    ignoreStatic: args.includes(WITHOUT_CONSTANTS),
    // real time: a busy machine must not pass for a change that does not end
    timeoutMS: 20_000,
    timeoutFactor: 3,
    tempDirName: '.tools/stryker',
    // names and sentences are held by the tests of what people read, not one by one
    mutator: { excludedMutations: ['StringLiteral'] },
    reporters: ['progress-append-only', 'clear-text', 'html'],
    htmlReporter: { fileName: `test-results/mutation-${name}.html` },
    clearTextReporter: { logTests: false, reportTests: false },
  }).runMutationTest()
  const scores = scoreFiles(results, ROOT)
  const whole = {
    killed: scores.reduce((sum, { killed }) => sum + killed, 0),
    counted: scores.reduce((sum, { counted }) => sum + counted, 0),
  }
  const percent = percentOf(whole)
  console.log(toTable(scores))
  console.log(`${name}: ${whole.killed} of ${whole.counted} changes noticed, ${percent.toFixed(1)} %`)
  if (percent < LEAST_PERCENT) process.exitCode = 1
}
