/**
 * Runs the tests of a package for Stryker in one process that keeps everything loaded: a change takes milliseconds, where
 * Vitest starts a worker and loads all modules for each.
 *
 * - A change inside of a function is switched on while the tests run. What a change left behind must not count for the
 *   next: a test that fails has to pass right after without the change, else all is loaded anew and tried again.
 * - A change that is read while modules load gets a graph of modules of its own.
 * - The quick tests come first, and the first that fails ends it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core'
import { PluginKind } from '@stryker-mutator/api/plugin'
import {
  determineHitLimitReached,
  DryRunStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
} from '@stryker-mutator/api/test-runner'
import { loadTests, type SandboxTest, serveSandbox } from './sandbox-modules.ts'

/**
 * A change that is reached 20 times as often as the code was counts as one that does not end. Stryker waits for a hundred
 * times, which takes minutes where a property reaches it a million times.
 */
const HITS_SHARE = 20 / 100
/** Milliseconds by test id, of the first run; in the copy, for all processes. */
const DURATIONS = 'test-durations.json'

interface Failure {
  test: SandboxTest
  message: string
}

class WarmRunner implements TestRunner {
  readonly #context: InstrumenterContext
  readonly #root = process.cwd()
  #tests: SandboxTest[] | undefined
  #durations: Record<string, number> = {}
  /** Errors that no test waited for. */
  #strays: string[] = []

  constructor() {
    const { NAMESPACE } = INSTRUMENTER_CONSTANTS
    const known: unknown = Reflect.get(globalThis, NAMESPACE)
    this.#context = typeof known === 'object' && known !== null ? known : {}
    Reflect.set(globalThis, NAMESPACE, this.#context)
  }

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: true }
  }

  async init(): Promise<void> {
    serveSandbox(this.#root)
    process.on('unhandledRejection', (error) => this.#strays.push(String(error)))
    if (existsSync(DURATIONS)) this.#durations = JSON.parse(readFileSync(DURATIONS, 'utf8')) as Record<string, number>
  }

  async dryRun(): Promise<DryRunResult> {
    const results: TestResult[] = []
    const tests = await loadTests(this.#root)
    for (const test of tests) {
      this.#context.currentTestId = test.id
      const start = performance.now()
      const message = await failureOf(test)
      const base = { id: test.id, name: test.id, fileName: test.file, timeSpentMs: performance.now() - start }
      this.#durations[test.id] = base.timeSpentMs
      results.push(
        message === undefined
          ? { ...base, status: TestStatus.Success }
          : { ...base, status: TestStatus.Failed, failureMessage: message },
      )
    }
    delete this.#context.currentTestId
    writeFileSync(DURATIONS, JSON.stringify(this.#durations))
    const { mutantCoverage } = this.#context
    return { status: DryRunStatus.Complete, tests: results, ...(mutantCoverage ? { mutantCoverage } : {}) }
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, testFilter } = options
    const hitLimit = options.hitLimit === undefined ? undefined : Math.ceil(options.hitLimit * HITS_SHARE)
    this.#strays = []
    const isStatic = mutantActivation === 'static'
    const wasLoaded = this.#tests !== undefined && !isStatic
    const attempt = async (): Promise<[Failure | undefined, number]> => {
      Object.assign(this.#context, { hitCount: 0, hitLimit })
      if (isStatic) this.#context.activeMutant = activeMutant.id
      const tests = isStatic ? await loadTests(this.#root) : (this.#tests ??= await loadTests(this.#root))
      this.#context.activeMutant = activeMutant.id
      const chosen = this.#inOrder(tests, testFilter)
      const failure = await firstFailure(chosen)
      delete this.#context.activeMutant
      return [failure, chosen.length]
    }
    try {
      let [failure, count] = await attempt()
      const reached = () => determineHitLimitReached(this.#context.hitCount, hitLimit)
      let timeout = reached()
      if (failure && !isStatic && (await failureOf(failure.test)) !== undefined) {
        this.#tests = undefined
        if (wasLoaded) [failure, count] = await attempt()
        timeout = reached()
        this.#tests = undefined
      }
      if (timeout) return { status: MutantRunStatus.Timeout, ...(timeout.reason ? { reason: timeout.reason } : {}) }
      if (failure) {
        return {
          status: MutantRunStatus.Killed,
          killedBy: [failure.test.id],
          failureMessage: failure.message,
          nrOfTests: count,
        }
      }
      if (this.#strays.length > 0) return { status: MutantRunStatus.Error, errorMessage: this.#strays.join('\n') }
      return { status: MutantRunStatus.Survived, nrOfTests: count }
    } catch (error) {
      // the modules do not load with this change: that is no merit of a test, so it is not counted
      return { status: MutantRunStatus.Error, errorMessage: String(error) }
    } finally {
      delete this.#context.activeMutant
    }
  }

  #inOrder(tests: readonly SandboxTest[], filter: readonly string[] | undefined): SandboxTest[] {
    const wanted = filter && new Set(filter)
    return tests
      .filter(({ id }) => !wanted || wanted.has(id))
      .toSorted((a, b) => (this.#durations[a.id] ?? 0) - (this.#durations[b.id] ?? 0))
  }
}

async function firstFailure(tests: readonly SandboxTest[]): Promise<Failure | undefined> {
  for (const test of tests) {
    const message = await failureOf(test)
    if (message !== undefined) return { test, message }
  }
  return undefined
}

/** Undefined if the test passes. */
async function failureOf(test: SandboxTest): Promise<string | undefined> {
  try {
    await test.run()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const create = (): TestRunner => new WarmRunner()
create.inject = [] as const

export const strykerPlugins = [{ kind: PluginKind.TestRunner, name: 'warm', factory: create }]
