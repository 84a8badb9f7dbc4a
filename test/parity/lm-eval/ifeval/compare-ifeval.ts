/** IFEval's instructions against lm-eval's own code: every shared row, answers built to pass and to fail, no model asked. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { InstructionUnfit } from '../../../../packages/evaluations/src/lm-eval-harness/ifeval/instruction.ts'
import { scoreIfeval } from '../../../../packages/evaluations/src/lm-eval-harness/ifeval/score-ifeval.ts'
import { type IfevalRow, inventAnswers } from './answers.ts'

const DATA = join(import.meta.dirname, '../../../../../shared/data')

export interface IfevalReport {
  line: string
  problems: string[]
}

export async function compareIfeval(python: string, answersPerRow: number): Promise<IfevalReport> {
  const [rows, references] = await Promise.all([
    readLines<IfevalRow>('ifeval/input_data_part1.jsonl'),
    readLines<{ choices: { turns: string[] }[] }>('mt_bench/reference_answer_gpt-4.jsonl'),
  ])
  const base = references
    .flatMap(({ choices }) => choices.flatMap(({ turns }) => turns))
    .map((text) => text.slice(0, 900))
  const cases = rows.flatMap((row, i) =>
    inventAnswers(row, base, answersPerRow, i + 1).map((answer) => ({ row, answer })),
  )
  const left: typeof cases = []
  const ours = cases.flatMap((one) => {
    try {
      const scores = scoreIfeval({ ...one.row }, one.answer)
      left.push(one)
      return [scores]
    } catch (error) {
      if (error instanceof InstructionUnfit) return []
      throw error
    }
  })
  const theirs = await askOriginal(python, left)
  const problems: string[] = []
  const followed = new Map<string, number>()
  for (const [i, { row, answer }] of left.entries()) {
    const own = ours[i]
    const other = theirs[i]
    for (const [k, id] of row.instruction_id_list.entries()) {
      if (own?.strict[k] === true) followed.set(id, (followed.get(id) ?? 0) + 1)
      if (own?.strict[k] !== other?.strict[k] || own?.loose[k] !== other?.loose[k])
        problems.push(
          `${id} ${JSON.stringify(row.kwargs[k])}: ours ${own?.strict[k]}/${own?.loose[k]}, lm-eval ${other?.strict[k]}/${other?.loose[k]} for ${JSON.stringify(answer).slice(0, 300)}`,
        )
    }
  }
  const ids = new Set(rows.flatMap((row) => row.instruction_id_list))
  const never = [...ids].filter((id) => !followed.has(id))
  if (never.length > 0) problems.push(`no answer follows ${never.join(', ')}, so they are not tested`)
  const skipped = cases.length - left.length
  return {
    line: `${'ifeval instructions'.padEnd(22)}${String(rows.length).padStart(5)}  ${left.length} answers, ${ids.size} kinds of instruction, ${problems.length} differ; ${skipped} answers left out, whose rows lm-eval scores by chance`,
    problems,
  }
}

async function readLines<T>(path: string): Promise<T[]> {
  const text = await readFile(join(DATA, path), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

type Judged = { strict: boolean[]; loose: boolean[] }

async function askOriginal(python: string, cases: readonly object[]): Promise<Judged[]> {
  const child = spawn(python, [join(import.meta.dirname, 'ifeval_run.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(cases.map((one) => `${JSON.stringify(one)}\n`).join(''))
  const judged: Judged[] = []
  for await (const line of createInterface({ input: child.stdout })) judged.push(JSON.parse(line) as Judged)
  if (judged.length !== cases.length) throw new Error(`lm-eval judged ${judged.length} of ${cases.length} answers`)
  return judged
}
