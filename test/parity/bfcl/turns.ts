/**
 * Compares verdicts on conversations with the original: `node test/parity/bfcl/turns.ts`.
 *
 * The reference's calls of every multi-turn row, as they are and changed in many ways; each verdict must be the same, and
 * the references must pass. What a call returns is not compared by itself, since errors have other words. Exit codes as of
 * `run.ts`.
 */
import { type PyCall, createPcg32, parsePythonCalls } from '@evalflow/metrics'
import { checkTurns } from '../../../packages/evaluations/src/bfcl/check-turns.ts'
import type { Call } from '../../../packages/evaluations/src/bfcl/execute-calls.ts'
import { findCategory } from '../../../packages/evaluations/src/bfcl/categories.ts'
import { type LongContext, openLongContext } from '../../../packages/evaluations/src/bfcl/long-context.ts'
import { type Random, chance, int, pick } from '../texts.ts'
import { linesOf, openOriginal } from './original.ts'

type Turns = readonly (readonly string[])[]

const TRIES = Number(process.env['PARITY_TRIES'] ?? 12)
const random = createPcg32(Number(process.env['PARITY_SEED'] ?? 20_261_121))

const CATEGORIES = ['multi_turn_base', 'multi_turn_miss_func', 'multi_turn_miss_param', 'multi_turn_long_context']

/** Calls that change nothing, or not what matters. */
const IDLE = [
  'ls()',
  'pwd()',
  'get_account_info()',
  'displayCarStatus(option="fuel")',
  'list_users()',
  'logout()',
  'nope(1)',
]

const CHANGES: readonly ((random: Random, turns: Turns) => string[][])[] = [
  (_random, turns) => turns.map((turn) => [...turn]),
  onTurn((_random, turn) => turn.slice(1)),
  onTurn((_random, turn) => turn.slice(0, -1)),
  onTurn((_random, turn) => turn.toReversed()),
  onTurn((_random, turn) => [...turn, ...turn]),
  onTurn((from, turn) => turn.toSpliced(int(from, 0, turn.length), 0, pick(from, IDLE))),
  onTurn(() => []),
  onCall((from, call) => call.replace(/'([^']*)'/, (_all, text: string) => `'${text}${pick(from, ['x', ' ', 's'])}'`)),
  onCall((_random, call) =>
    call.replace(/(=\s*)(\d+(?:\.\d+)?)/, (_all, sign: string, digits: string) => sign + String(Number(digits) + 1)),
  ),
  onCall((_random, call) => call.replace(/\btrue\b/i, 'False')),
  onCall((_random, call) => call.replace(/,[^,()]*\)$/, ')')),
  (_random, turns) => [turns.flat(), ...turns.slice(1).map((turn) => [...turn])],
]

function onTurn(change: (random: Random, turn: readonly string[]) => string[]) {
  return (from: Random, turns: Turns): string[][] => {
    const at = int(from, 0, turns.length - 1)
    return turns.map((turn, i) => (i === at ? change(from, turn) : [...turn]))
  }
}

function onCall(change: (random: Random, call: string) => string) {
  return onTurn((from, turn) => {
    const at = int(from, 0, Math.max(0, turn.length - 1))
    return turn.map((call, i) => (i === at ? change(from, call) : call))
  })
}

/** Each turn's calls in one step or in several. */
const toSteps = (turns: readonly (readonly string[])[]): string[][][] =>
  turns.map((turn) => (turn.length === 0 ? [] : chance(random, 0.5) ? [[...turn]] : turn.map((call) => [call])))

/** What is no Python after a change is, to the original, a call that fails. */
function parse(text: string): (PyCall | Call)[] {
  try {
    return parsePythonCalls(text)
  } catch {
    return [{ name: 'no python', positional: [], named: {} }]
  }
}

const original = await openOriginal().catch((error: unknown) => {
  console.log(`bfcl-eval cannot be run: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(2)
})
const { ask, stop } = original.start('reference_turns.py')
const longContext = await readLongContext()

async function readLongContext(): Promise<LongContext> {
  const texts = (await ask('{"long_context": true}')) as Record<string, unknown>
  const openDataset = async () => ({
    count: 1,
    hash: '',
    async *rows() {
      yield texts
    },
  })
  return openLongContext('texts', { openDataset, resolveModel: () => Promise.reject(new Error('none')) }, 'texts')
}

const readLines = (path: string) =>
  linesOf(original.data, path).map((line) => JSON.parse(line) as Record<string, unknown>)

async function compareCategory(category: string): Promise<number> {
  const found = findCategory(category)
  if (typeof found === 'string') throw new Error(found)
  const rows = readLines(`BFCL_v4_${category}.json`)
  const references = readLines(`possible_answer/BFCL_v4_${category}.json`)
  const world = { today: new Date(), ...(found.isLong === true ? { longContext } : {}) }
  let [cases, valid, differ, refused] = [0, 0, 0, 0]
  for (const [i, row] of rows.entries()) {
    const reference = (references[i]?.['ground_truth'] ?? []) as Turns
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const made = toSteps(attempt === 0 ? reference : pick(random, CHANGES)(random, reference))
      const theirs = (await ask(JSON.stringify({ row, reference, made }))) as { valid: boolean; kind: string }
      const calls = made.map((turn) => turn.map((step) => step.flatMap(parse)))
      const verdict = checkTurns(row as never, calls, reference, world)
      cases++
      if (verdict.valid) valid++
      else if (attempt === 0) {
        refused++
        console.log(`  ${String(row['id'])}: the reference does not pass: ${JSON.stringify(verdict)}`)
      }
      if (verdict.valid === theirs.valid) continue
      if (differ++ < 10)
        console.log(
          `  ${String(row['id'])}: ours ${JSON.stringify(verdict)}, original ${JSON.stringify(theirs)}\n    ${JSON.stringify(made)}`,
        )
    }
  }
  console.log(`${category}: ${cases} conversations, ${valid} valid, ${differ} verdicts differ`)
  return differ + refused
}

let [passed, failed] = [0, 0]
for (const category of CATEGORIES) {
  if ((await compareCategory(category)) === 0) passed++
  else failed++
}
stop()
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
