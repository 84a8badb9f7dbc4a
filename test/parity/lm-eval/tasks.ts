/**
 * What is compared: rows of the shared benchmark data, in the layout the Hugging Face hub serves, given to both sides.
 *
 * lm-eval runs its own task files, with nothing changed but where the rows come from and how many there are.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inventedTasks } from './invented-rows.ts'
import { DATA, type Row, readCsv, readLines, readMmlu } from './shared-data.ts'
import type { ScriptedRow } from './scripted-answers.ts'
import { remainingTasks } from './remaining-tasks.ts'
import { loadWrittenTasks } from './written-tasks.ts'

export interface ComparedTask {
  name: string
  /** lm-eval's file, below `lm_eval/tasks`. */
  file: string
  rows: readonly Row[]
  split: string
  /** Rows for examples, by split. */
  examples?: { split: string; rows: readonly Row[] }
  fewshot?: number
  /** Answers are written by the model, at most this many tokens. */
  maxTokens?: number
  /** Answers are written. */
  written?: boolean
  /** Given instead of a model's, one for each row. */
  answers?: readonly ScriptedRow[]
  /** Examples are drawn from the rows themselves. */
  samePool?: boolean
  chat?: boolean
  /** Tokens of a request at most, so that short texts are long ones. */
  maxLength?: number
  /** Rows have no context: the model's start or end token is put in front. */
  prefix?: boolean
}

export async function loadTasks(): Promise<ComparedTask[]> {
  const [winogrande, lambada, truthful, gsm8k, train] = await Promise.all([
    readLines('winogrande/winogrande_dev_part1.jsonl'),
    readLines('lambada/lambada_openai_2500.jsonl'),
    readFile(join(DATA, 'truthfulqa/mc_task.json'), 'utf8').then((text) => JSON.parse(text) as Row[]),
    readLines('gsm8k/test_part1.jsonl'),
    readLines('gsm8k/train.jsonl'),
  ])
  const [anatomy, anatomyDev] = await Promise.all([readMmlu('anatomy', 'test'), readMmlu('anatomy', 'dev')])
  const questions = truthful.map(toTruthful)
  const [, ...written] = readCsv(await readFile(join(DATA, 'truthfulqa/TruthfulQA.csv'), 'utf8'))
  const arithmetic = { split: 'test', examples: { split: 'train', rows: train } }
  const shared: ComparedTask[] = [
    {
      name: 'winogrande',
      file: 'winogrande/default.yaml',
      split: 'validation',
      rows: winogrande.slice(0, 30).map(toSentence),
      examples: { split: 'train', rows: winogrande.slice(100, 140).map(toSentence) },
    },
    {
      name: 'winogrande',
      file: 'winogrande/default.yaml',
      split: 'validation',
      rows: winogrande.slice(40, 44).map(toSentence),
      examples: { split: 'train', rows: winogrande.slice(100, 140).map(toSentence) },
      fewshot: 2,
    },
    {
      name: 'lambada_openai',
      file: 'lambada/lambada_openai.yaml',
      split: 'test',
      rows: lambada.slice(0, 20).map((row) => ({ text: `${row['context']} ${row['continuation']}` })),
    },
    {
      name: 'mmlu_anatomy',
      file: 'mmlu/default/mmlu_anatomy.yaml',
      split: 'test',
      rows: anatomy.slice(0, 12),
      examples: { split: 'dev', rows: anatomyDev },
    },
    {
      name: 'mmlu_anatomy',
      file: 'mmlu/default/mmlu_anatomy.yaml',
      split: 'test',
      rows: anatomy.slice(20, 22),
      examples: { split: 'dev', rows: anatomyDev },
      fewshot: 3,
    },
    {
      name: 'truthfulqa_mc1',
      file: 'truthfulqa/truthfulqa_mc1.yaml',
      split: 'validation',
      rows: questions.slice(0, 6),
    },
    {
      name: 'truthfulqa_mc2',
      file: 'truthfulqa/truthfulqa_mc2.yaml',
      split: 'validation',
      rows: questions.slice(0, 4),
    },
    {
      ...arithmetic,
      name: 'gsm8k_cot_zeroshot',
      file: 'gsm8k/gsm8k-cot-zeroshot.yaml',
      rows: gsm8k.slice(0, 8),
      maxTokens: 48,
    },
    {
      ...arithmetic,
      name: 'gsm8k',
      file: 'gsm8k/gsm8k.yaml',
      rows: gsm8k.slice(4, 8),
      maxTokens: 32,
      fewshot: 2,
      chat: true,
    },
    {
      name: 'truthfulqa_gen',
      file: 'truthfulqa/truthfulqa_gen.yaml',
      split: 'validation',
      rows: written.slice(0, 4).map(toWritten),
      maxTokens: 24,
    },
  ]
  const rows = Number(process.env['PARITY_ROWS'] ?? Infinity)
  const asked = [...shared, ...inventedTasks].map((task) => ({ ...task, rows: task.rows.slice(0, rows) }))
  // those that no model answers cost next to nothing
  const scripted = await loadWrittenTasks()
  return [...asked, ...scripted, ...remainingTasks(new Set([...asked, ...scripted].map(({ name }) => name)))]
}

/** Back to one sentence with a blank: the two contexts differ in their last words alone. */
function toSentence({ context_options: contexts, continuation, gold }: Row): Row {
  const [first = '', second = ''] = contexts as string[]
  let at = 0
  while (at < first.length && first[at] === second[at]) at++
  const start = first.lastIndexOf(' ', at) + 1
  return {
    sentence: `${first.slice(0, start)}_ ${continuation}`,
    option1: first.slice(start),
    option2: second.slice(start),
    answer: String(Number(gold) + 1),
  }
}

function toTruthful(row: Row): Row {
  const toTargets = (targets: unknown) => ({
    choices: Object.keys(targets as object),
    labels: Object.values(targets as object),
  })
  return {
    question: row['question'],
    mc1_targets: toTargets(row['mc1_targets']),
    mc2_targets: toTargets(row['mc2_targets']),
  }
}

/** A record of TruthfulQA.csv; answers are parted by semicolons. */
function toWritten([_type, _category, question, _best, _bestWrong, right = '', wrong = '']: readonly string[]): Row {
  return { question, correct_answers: right.split('; '), incorrect_answers: wrong.split('; ') }
}
