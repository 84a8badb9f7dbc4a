/**
 * Mutation testing of the packages whose mistakes would be silent: `graph` (documents) and `configs` (which config runs).
 *
 * `node test/mutation/run.ts [graph|configs] [file…]` changes the source in small ways, one at a time, and counts how many
 * changes some test notices. Ends with 1 below 85 %. Takes half an hour; not part of `npm test`.
 */
import { join } from 'node:path'
import { Stryker } from '@stryker-mutator/core'

const ROOT = join(import.meta.dirname, '../..')
const LEAST_PERCENT = 85
const PACKAGES = ['graph', 'configs']

const args = process.argv.slice(2)
const named = args.filter((arg) => PACKAGES.includes(arg))
const files = args.filter((arg) => !PACKAGES.includes(arg))
process.chdir(ROOT)
for (const name of named.length > 0 ? named : PACKAGES) {
  const results = await new Stryker({
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts' },
    plugins: ['@stryker-mutator/vitest-runner'],
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
    ignorePatterns: [
      '**',
      `!packages/${name}/src/**`,
      `!packages/${name}/*.*`,
      '!scripts/test-setup.ts',
      '!test/mutation/*.ts',
      '!docs/**',
      '!package.json',
    ],
    tsconfigFile: 'none.json',
    concurrency: 2,
    timeoutMS: 10_000,
    tempDirName: '.tools/stryker',
    // names and sentences are held by the tests of what people read, not one by one
    mutator: { excludedMutations: ['StringLiteral'] },
    reporters: ['clear-text', 'html'],
    htmlReporter: { fileName: `test-results/mutation-${name}.html` },
    clearTextReporter: { logTests: false, reportTests: false },
  }).runMutationTest()
  const killed = results.filter(({ status }) => status === 'Killed' || status === 'Timeout').length
  const counted = results.filter(({ status }) =>
    ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status),
  ).length
  const percent = (100 * killed) / counted
  console.log(`${name}: ${killed} of ${counted} changes noticed, ${percent.toFixed(1)} %`)
  if (percent < LEAST_PERCENT) process.exitCode = 1
}
