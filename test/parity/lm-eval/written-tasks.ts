/**
 * Benchmarks whose answers are written, over an endpoint that answers from a list (`scripted-answers.ts`): every form that
 * this package has, on shared rows, with answers that take every path of the filters.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { InstructionUnfit } from '../../../packages/evaluations/src/lm-eval-harness/ifeval/instruction.ts'
import { scoreIfeval } from '../../../packages/evaluations/src/lm-eval-harness/ifeval/score-ifeval.ts'
import { type IfevalRow, inventAnswers } from './ifeval/answers.ts'
import { type ScriptedRow, shapeAnswers } from './scripted-answers.ts'
import { DATA, type Row, readLines, readMmlu } from './shared-data.ts'
import type { ComparedTask } from './tasks.ts'

const ROWS = 14

export async function loadWrittenTasks(): Promise<ComparedTask[]> {
  const [gsm8k, train, humaneval, mbpp, ifeval, anatomy, anatomyDev] = await Promise.all([
    readLines('gsm8k/test_part1.jsonl'),
    readLines('gsm8k/train.jsonl'),
    readLines('humaneval/HumanEval.jsonl'),
    readLines('mbpp/mbpp_test_ids_11-343.jsonl'),
    readLines('ifeval/input_data_part1.jsonl'),
    readMmlu('anatomy', 'test'),
    readMmlu('anatomy', 'dev'),
  ])
  const task = (
    name: string,
    file: string,
    rows: readonly Row[],
    toAnswer: (row: Row, index: number) => string,
    marker: (row: Row) => string,
  ): ComparedTask => ({
    name,
    file,
    split: 'test',
    rows,
    written: true,
    answers: rows.map((row, i): ScriptedRow => ({ marker: marker(row), answer: toAnswer(row, i) })),
  })
  const question = (row: Row) => text(row['question'])
  const toSum = (row: Row, i: number) => at(sums(text(row['answer']).split('#### ').at(-1) ?? ''), i)
  const arithmetic = (name: string, file: string, from: number) =>
    task(name, file, gsm8k.slice(from, from + ROWS), toSum, question)
  const examples = { examples: { split: 'train', rows: train } }
  return [
    { ...arithmetic('gsm8k', 'gsm8k/gsm8k.yaml', 0), ...examples },
    { ...arithmetic('gsm8k_cot_zeroshot', 'gsm8k/gsm8k-cot-zeroshot.yaml', 20), ...examples },
    arithmetic('gsm8k_cot', 'gsm8k/gsm8k-cot.yaml', 40),
    arithmetic('gsm8k_cot_llama', 'gsm8k/gsm8k-cot-llama.yaml', 60),
    arithmetic('gsm8k_cot_self_consistency', 'gsm8k/gsm8k-cot-self-consistency.yaml', 80),
    // rows of GSM8K, since those of Platinum are not among the shared files; the layout is the same
    { ...arithmetic('gsm8k_platinum', 'gsm8k_platinum/gsm8k-platinum.yaml', 100), samePool: true },
    arithmetic('gsm8k_platinum_cot', 'gsm8k_platinum/gsm8k-platinum-cot.yaml', 120),
    arithmetic('gsm8k_platinum_cot_zeroshot', 'gsm8k_platinum/gsm8k-platinum-cot-zeroshot.yaml', 140),
    arithmetic('gsm8k_platinum_cot_llama', 'gsm8k_platinum/gsm8k-platinum-cot-llama.yaml', 160),
    {
      ...task(
        'mmlu_anatomy_generative',
        'mmlu/generative/mmlu_anatomy.yaml',
        anatomy.slice(0, ROWS),
        (row, i) => at(letters('ABCD'.charAt(Number(row['answer']))), i),
        question,
      ),
      examples: { split: 'dev', rows: anatomyDev },
      fewshot: 2,
    },
    task('ifeval', 'ifeval/ifeval.yaml', checkable(ifeval).slice(0, 60), toInvented, (row) => text(row['prompt'])),
    ...['humaneval', 'humaneval_instruct'].map((name) =>
      task(name, `humaneval/${name}.yaml`, humaneval.slice(0, ROWS), toContinuation, (row) => text(row['prompt'])),
    ),
    ...['mbpp', 'mbpp_instruct'].map((name) =>
      task(name, `mbpp/${name}.yaml`, mbpp.slice(0, ROWS), toProgram, (row) => text(row['text'])),
    ),
    ...loadBbh().flatMap(({ name, rows }) =>
      ['cot_fewshot', 'fewshot', 'zeroshot', 'cot_zeroshot'].map((form) =>
        task(
          `bbh_${form}_${name}`,
          `bbh/${form}/${name}.yaml`,
          rows,
          (row, i) => at(shapeAnswers(text(row['target']), text(row['input'])), i),
          (row) => text(row['input']),
        ),
      ),
    ),
  ]
}

const text = (value: unknown) => String(value ?? '')
const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length]
  if (item === undefined) throw new Error('there is nothing to choose from')
  return item
}

const sums = (gold: string) => [
  `First this, then that. The answer is ${gold}.`,
  `So 3 + 4 = 7.\n#### ${gold}`,
  `It costs $${gold}.00, which is all.`,
  'I do not know.',
  `The final answer is ${gold}`,
  `The answer is $${gold}`,
  `The answer is 12,345.\nQ: and ${gold}`,
  '#### -5',
]

const letters = (gold: string) => [
  ` ${gold}`,
  `${gold}.`,
  ` ${gold.toLowerCase()} \nand more`,
  'B',
  '',
  '\nA',
  `(${gold})`,
]

/** Rows that lm-eval scores the same each time. */
const checkable = (rows: readonly Row[]): Row[] =>
  rows.filter((row) => {
    try {
      scoreIfeval(row, 'x')
      return true
    } catch (error) {
      if (error instanceof InstructionUnfit) return false
      throw error
    }
  })

const toInvented = (row: Row, i: number): string =>
  at(inventAnswers(row as unknown as IfevalRow, ['One answer, and no more. It is short.'], 3, i + 1), i)

/** Right, wrong, and right with a fence behind it. */
function toContinuation(row: Row, i: number): string {
  const solution = text(row['canonical_solution'])
  return at([solution, '    return None\n', `${solution}\`\`\`\nThat is all.`, '    raise SystemExit(0)\n'], i)
}

function toProgram(row: Row, i: number): string {
  const code = text(row['code'])
  return at([`${code}\n`, `${code}\n\`\`\`\nDone.`, 'def f(): pass\n```', `\`\`\`python\n${code}\n\`\`\``, '```'], i)
}

function loadBbh(): { name: string; rows: Row[] }[] {
  const files = readdirSync(`${DATA}/bbh`).filter((file) => file.endsWith('.json'))
  return files.toSorted().map((file) => {
    const { examples } = JSON.parse(readFileSync(`${DATA}/bbh/${file}`, 'utf8')) as { examples: Row[] }
    return { name: file.replace(/\.json$/, ''), rows: examples.slice(0, ROWS) }
  })
}
