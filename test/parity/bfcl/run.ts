/**
 * Compares verdicts on tool calls with the original: `node test/parity/bfcl/run.ts`.
 *
 * Every row of the single-turn categories, answered rightly and bent in many ways, natively and, in Python, as a text; each
 * verdict must be the same, and right answers in Java and JavaScript must pass. Then arguments in both languages, as they
 * are read; and the tools and prompts that a model is shown. Prints a line each; exit code 1 if anything differs, 2 if the
 * original cannot be run.
 */
import {
  type ArgumentLanguage,
  type CallCategory,
  type PossibleAnswer,
  checkCalls,
  createPcg32,
  decodePythonCalls,
  decodeToolCalls,
} from '@evalflow/metrics'
import { type Mode, type Row, answer, bend, write } from './cases.ts'
import { bendArguments, writtenAnswer } from './language-cases.ts'
import { openOriginal, readRows } from './original.ts'
import { compareShown } from './shown.ts'
import { compareValues } from './values.ts'

const TRIES = Number(process.env['PARITY_TRIES'] ?? 12)
const SEED = Number(process.env['PARITY_SEED'] ?? 20_261_121)

interface Compared {
  kind: CallCategory
  language?: Exclude<ArgumentLanguage, 'python'>
}
const CATEGORIES: Readonly<Record<string, Compared>> = {
  simple_python: { kind: 'simple' },
  simple_java: { kind: 'simple', language: 'java' },
  simple_javascript: { kind: 'simple', language: 'javascript' },
  multiple: { kind: 'multiple' },
  parallel: { kind: 'parallel' },
  parallel_multiple: { kind: 'parallel' },
  live_simple: { kind: 'simple' },
  live_multiple: { kind: 'multiple' },
  live_parallel: { kind: 'parallel' },
  live_parallel_multiple: { kind: 'parallel' },
}
/** Their functions share no syntax of Python's: many more changes are worth it. */
const MORE_FOR_LANGUAGES = 10
/**
 * Rows whose answers upstream's own checker refuses, however they are written: a number where it reads a text (36, 62, 65),
 * and a dict whose value is no list (64).
 */
const UNPASSABLE = new Set(['simple_java_36', 'simple_java_62', 'simple_java_64', 'simple_java_65'])
const PROSE = ['', '[]', 'I cannot do that.', 'None', '[none of these]', 'f(x=1)', '[f(x=1), g()]', '{"a": 1}', 'a.b']

function judge(row: Row, mode: Mode, output: string | [string, string][]): boolean {
  const { kind, language } = CATEGORIES[row.category] ?? { kind: 'simple' }
  const options = {
    category: kind,
    dotsToUnderscores: mode === 'native',
    exactNumbers: true,
    ...(language === undefined ? {} : { language }),
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

const original = await openOriginal().catch((error: unknown) => {
  console.log(`bfcl-eval cannot be run: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(2)
})
const { ask } = original.start('reference.py')
const random = createPcg32(SEED)

/** Right answers first, one in each mode. */
function makeOutput(row: Row, attempt: number, mode: Mode): string | [string, string][] {
  const language = CATEGORIES[row.category]?.language
  if (language === undefined) {
    const right = answer(random, row)
    return write(attempt < 2 ? right : bend(random, right), mode)
  }
  const right = writtenAnswer(random, row, language, attempt === 0)
  if (attempt === 0) return write(right, mode)
  return write(attempt % 4 === 0 ? bend(random, right) : bendArguments(random, right), mode)
}

async function compareCategory(category: string): Promise<number> {
  const language = CATEGORIES[category]?.language
  let [cases, valid, differ, refused] = [0, 0, 0, 0]
  for (const row of readRows(original.data, category)) {
    for (let i = 0; i < TRIES * (language === undefined ? 1 : MORE_FOR_LANGUAGES); i++) {
      const mode: Mode = language !== undefined || i % 2 === 0 ? 'native' : 'text'
      const output = makeOutput(row, i, mode)
      const theirs = (await ask(
        `{"mode":"${mode}","category":"${category}","functions":${row.functionsText},"answers":${row.answersText},"output":${JSON.stringify(output)}}`,
      )) as boolean | null
      const ours = judge(row, mode, output)
      cases++
      if (ours) valid++
      else if (i === 0 && language !== undefined && !UNPASSABLE.has(row.id)) {
        refused++
        console.log(`  ${row.id}: the reference answer does not pass: ${JSON.stringify(output)}`)
      }
      // where the original throws, its run would end; ours says invalid
      if (ours === (theirs ?? false)) continue
      if (differ++ < 5) console.log(`  ${row.id} ${mode}: ours ${ours}, original ${theirs}: ${JSON.stringify(output)}`)
    }
  }
  console.log(`${category}: ${cases} answers, ${valid} valid, ${differ} verdicts differ`)
  return differ + refused
}

async function compareProse(): Promise<number> {
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
    if (ours === theirs) continue
    differ++
    console.log(`  irrelevance: ours ${ours}, original ${theirs}: ${output}`)
  }
  console.log(`irrelevance: ${PROSE.length} texts, ${differ} verdicts differ`)
  return differ
}

const suites = [
  ...Object.keys(CATEGORIES).map((category) => () => compareCategory(category)),
  compareProse,
  () => compareValues(random, ask, TRIES * 1000),
  () => compareShown(original, ask),
]
let [passed, failed] = [0, 0]
for (const suite of suites) {
  if ((await suite()) === 0) passed++
  else failed++
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
