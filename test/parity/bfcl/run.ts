/**
 * Compares verdicts on tool calls with the original: `node test/parity/bfcl/run.ts [folder with BFCL's files]`.
 *
 * Every row of the single-turn categories, answered rightly and bent in many ways, natively and as a text; each verdict
 * must be the same. Prints a line per category; exit code 1 if one differs, 2 if the original cannot be run.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  type CallCategory,
  type FunctionDoc,
  type PossibleAnswer,
  type PyDict,
  checkCalls,
  createPcg32,
  decodePythonCalls,
  decodeToolCalls,
} from '@evalflow/metrics'
import { type Mode, type Row, answer, bend, parseRows, write } from './cases.ts'
import { installOriginals } from '../python.ts'

const FOLDER = process.argv[2] ?? join(import.meta.dirname, '../../../../shared/data/bfcl')
const TRIES = Number(process.env['PARITY_TRIES'] ?? 12)
const SEED = Number(process.env['PARITY_SEED'] ?? 20_261_121)
const CATEGORIES: Readonly<Record<string, CallCategory>> = {
  simple_python: 'simple',
  multiple: 'multiple',
  parallel: 'parallel',
  parallel_multiple: 'parallel',
  live_parallel: 'parallel',
}
const PROSE = ['', '[]', 'I cannot do that.', 'None', '[none of these]', 'f(x=1)', '[f(x=1), g()]', '{"a": 1}', 'a.b']

function judge(row: Row, mode: Mode, output: string | [string, string][]): boolean {
  const options = {
    category: CATEGORIES[row.category] ?? 'simple',
    dotsToUnderscores: mode === 'native',
    exactNumbers: true,
  }
  try {
    const calls =
      typeof output === 'string'
        ? decodePythonCalls(output)
        : decodeToolCalls(output.map(([name, args]) => ({ name, arguments: args })))
    return checkCalls(row.functions, calls, row.answers as readonly PossibleAnswer[], options).valid
  } catch {
    return false
  }
}

function readRows(category: string): Row[] {
  const file = (folder: string) => readFileSync(join(FOLDER, folder, `BFCL_v4_${category}.json`), 'utf8')
  const lines = file('').split('\n').filter(Boolean)
  const answerLines = file('possible_answer').split('\n').filter(Boolean)
  const rows = parseRows(file(''))
  return parseRows(file('possible_answer')).map((found, i) => ({
    id: String(found['id']),
    category,
    functionsText: JSON.stringify(JSON.parse(lines[i] ?? '{}').function),
    answersText: (answerLines[i] ?? '').replace(/^.*?"ground_truth": /, '').replace(/\}\s*$/, ''),
    functions: rows[i]?.['function'] as unknown as readonly FunctionDoc[],
    answers: found['ground_truth'] as unknown as readonly PyDict[],
  }))
}

async function start(python: string): Promise<(line: string) => Promise<boolean | null>> {
  const process_ = spawn(python, [join(import.meta.dirname, 'reference.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]()
  process_.once('exit', (code) => code !== null && code !== 0 && process.exit(2))
  process.once('exit', () => process_.kill())
  return async (line) => {
    process_.stdin.write(`${line}\n`)
    const { value } = await lines.next()
    return JSON.parse(String(value)) as boolean | null
  }
}

if (!existsSync(FOLDER)) {
  console.log(`no BFCL data at ${FOLDER}`)
  process.exit(2)
}
const ask = await start(process.env['PARITY_PYTHON'] ?? (await installOriginals()))
const random = createPcg32(SEED)
let differing = 0
for (const category of Object.keys(CATEGORIES)) {
  let [cases, valid, differ] = [0, 0, 0]
  for (const row of readRows(category)) {
    for (let i = 0; i < TRIES; i++) {
      const mode: Mode = i % 2 === 0 ? 'native' : 'text'
      const right = answer(random, row)
      const output = i < 2 ? write(right, mode) : write(bend(random, right), mode)
      const theirs = await ask(
        `{"mode":"${mode}","category":"${category}","functions":${row.functionsText},"answers":${row.answersText},"output":${JSON.stringify(output)}}`,
      )
      const ours = judge(row, mode, output)
      cases++
      if (ours) valid++
      // where the original throws, its run would end; ours says invalid
      if (ours === (theirs ?? false)) continue
      if (differ++ < 5) console.log(`  ${row.id} ${mode}: ours ${ours}, original ${theirs}: ${JSON.stringify(output)}`)
    }
  }
  differing += differ
  console.log(`${category}: ${cases} answers, ${valid} valid, ${differ} verdicts differ`)
}
let differ = 0
for (const output of PROSE) {
  const theirs = await ask(
    JSON.stringify({ mode: 'text', category: 'irrelevance', functions: [], answers: [], output }),
  )
  let ours = true
  try {
    ours = decodePythonCalls(output).length === 0
  } catch {
    ours = true
  }
  if (ours !== theirs) {
    differ++
    console.log(`  irrelevance: ours ${ours}, original ${theirs}: ${output}`)
  }
}
console.log(`irrelevance: ${PROSE.length} texts, ${differ} verdicts differ`)
process.exit(differing + differ > 0 ? 1 : 0)
