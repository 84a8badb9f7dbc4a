/**
 * Compares verdicts on conversations with the original: `node test/parity/bfcl/turns.ts [folder with BFCL's files]`.
 *
 * The reference's calls of every row of multi_turn_base, as they are and changed in many ways; each verdict must be the
 * same. What a call returns is not compared by itself, since errors have other words. Exit codes as of `run.ts`.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type PyCall, createPcg32, parsePythonCalls } from '@evalflow/metrics'
import { checkTurns } from '../../../packages/evaluations/src/bfcl/check-turns.ts'
import type { Call } from '../../../packages/evaluations/src/bfcl/execute-calls.ts'
import { type Random, chance, int, pick } from '../texts.ts'
import { installOriginals } from '../python.ts'

type Turns = readonly (readonly string[])[]

const FOLDER = process.argv[2] ?? join(import.meta.dirname, '../../../../shared/data/bfcl')
const TRIES = Number(process.env['PARITY_TRIES'] ?? 12)
const random = createPcg32(Number(process.env['PARITY_SEED'] ?? 20_261_121))

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

const readLines = (path: string) =>
  readFileSync(join(FOLDER, path), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

if (!existsSync(FOLDER)) {
  console.log(`no BFCL data at ${FOLDER}`)
  process.exit(2)
}
const rows = readLines('BFCL_v4_multi_turn_base.json')
const references = readLines('possible_answer/BFCL_v4_multi_turn_base.json')
const python = process.env['PARITY_PYTHON'] ?? (await installOriginals())
const original = spawn(python, [join(import.meta.dirname, 'reference_turns.py')], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
original.once('exit', (code) => code !== null && code !== 0 && process.exit(2))
const answers = createInterface({ input: original.stdout })[Symbol.asyncIterator]()
let [cases, valid, differ] = [0, 0, 0]
for (const [i, row] of rows.entries()) {
  const reference = (references[i]?.['ground_truth'] ?? []) as Turns
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const made = toSteps(attempt === 0 ? reference : pick(random, CHANGES)(random, reference))
    original.stdin.write(`${JSON.stringify({ row, reference, made })}\n`)
    const { value } = await answers.next()
    const theirs = JSON.parse(String(value)) as { valid: boolean; kind: string }
    const calls = made.map((turn) => turn.map((step) => step.flatMap(parse)))
    const verdict = checkTurns(row as never, calls, reference, { today: new Date() })
    cases++
    if (verdict.valid) valid++
    if (verdict.valid === theirs.valid) continue
    if (differ++ < 10)
      console.log(
        `  ${String(row['id'])}: ours ${JSON.stringify(verdict)}, original ${JSON.stringify(theirs)}\n    ${JSON.stringify(made)}`,
      )
  }
}
original.kill()
console.log(`multi_turn_base: ${cases} conversations, ${valid} valid, ${differ} verdicts differ`)
process.exit(differ > 0 ? 1 : 0)
