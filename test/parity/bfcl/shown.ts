/** What a model is shown of each row: the tools, and the prompt of the text mode, must be the original's. */
import { readRow } from '../../../packages/evaluations/src/bfcl/rows.ts'
import { findCategory } from '../../../packages/evaluations/src/bfcl/categories.ts'
import { toTools, withPrompt } from '../../../packages/evaluations/src/bfcl/function-tools.ts'
import { readClassDocs } from './class-docs.ts'
import { type Original, linesOf } from './original.ts'

const CATEGORIES = [
  'simple_python',
  'simple_java',
  'simple_javascript',
  'multiple',
  'parallel',
  'parallel_multiple',
  'irrelevance',
  'live_simple',
  'live_parallel',
  'live_parallel_multiple',
  'live_relevance',
  'multi_turn_base',
  'multi_turn_miss_func',
]
/** Rows of a category at most: all of the live ones would take a minute. */
const ROWS = 100

/** A default of 5.0 is 5 here: rows come through a JSON parser. */
const WHOLE_FLOAT = /("default": -?\d+)\.0\b/g

interface Shown {
  prompt: string
  tools: unknown[]
  held: Record<string, unknown[]>
}

/** Gives how many rows differ. */
export async function compareShown(original: Original, ask: (line: string) => Promise<unknown>): Promise<number> {
  const docs = readClassDocs(original.data)
  let [rows, differ] = [0, 0]
  for (const category of CATEGORIES) {
    const found = findCategory(category)
    if (typeof found === 'string') throw new Error(found)
    for (const line of linesOf(original.data, `BFCL_v4_${category}.json`).slice(0, ROWS)) {
      const row = readRow(JSON.parse(line) as Record<string, unknown>, docs, found.language)
      const theirs = (await ask(`{"mode":"show","entry":${line}}`)) as Shown
      const [system] = withPrompt(row.question[0] ?? [], row.shown)
      const problems = [
        differenceOf('prompt', String(system?.['content']), theirs.prompt.replaceAll(WHOLE_FLOAT, '$1')),
        differenceOf('tools', canonical(toTools(row.shown)), canonical(theirs.tools.map(withoutResponse))),
        ...[...row.late].map(([turn, late]) =>
          differenceOf(
            `tools of turn ${turn}`,
            canonical(toTools(late)),
            canonical((theirs.held[turn] ?? []).map(withoutResponse)),
          ),
        ),
      ].filter((problem) => problem !== undefined)
      rows++
      if (problems.length > 0 && differ++ < 5) console.log(`  ${row.id}: ${problems[0]}`)
    }
  }
  console.log(`tools and prompts: ${rows} rows, ${differ} differ`)
  return differ
}

const canonical = (value: unknown): string => JSON.stringify(value)

/** Not sent here. */
function withoutResponse(tool: unknown): unknown {
  const { type, function: given } = tool as { type: string; function: Record<string, unknown> }
  const { response: _left, ...kept } = given
  return { type, function: kept }
}

function differenceOf(what: string, ours: string, theirs: string): string | undefined {
  if (ours === theirs) return undefined
  let at = 0
  while (ours[at] === theirs[at]) at++
  return `${what} differs at ${at}: ours ${JSON.stringify(ours.slice(at - 30, at + 60))}, original ${JSON.stringify(theirs.slice(at - 30, at + 60))}`
}
