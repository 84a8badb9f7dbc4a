/**
 * Every task that no other file here compares, on rows made up in the hub's layouts: subjects of MMLU and MMLU-Pro, tasks of
 * BBH whose data is not among the shared files, and others. One or two rows each; what differs between them is their text.
 */
import { taskNames } from '../../../packages/evaluations/src/lm-eval-harness/tasks/registry.ts'
import { type ScriptedRow, shapeAnswers } from './scripted-answers.ts'
import type { Row } from './shared-data.ts'
import type { ComparedTask } from './tasks.ts'

const subjectRows: readonly Row[] = [
  { question: 'What is frozen water?', choices: ['ice', 'sand', 'fog', 'wood'], answer: 0 },
  { question: 'How many legs has a cat?', choices: ['two', 'six', 'four', 'ten'], answer: 2 },
]
const subjectExamples: readonly Row[] = [
  { question: 'What is red?', choices: ['snow', 'blood', 'grass', 'coal'], answer: 1 },
  { question: 'What flies?', choices: ['a stone', 'a fish', 'a cow', 'a bird'], answer: 3 },
]
const scienceRows: readonly Row[] = [
  {
    question: 'Which of these melts?',
    choices: { text: ['ice', 'a rock', 'sand', 'glass'], label: ['A', 'B', 'C', 'D'] },
    answerKey: 'A',
  },
  {
    question: ' Which of these is a gas ?',
    choices: { text: ['iron', 'oxygen', 'wood', 'salt'], label: ['1', '2', '3', '4'] },
    answerKey: '2',
  },
  // left out by both: three choices
  {
    question: 'Which of these is a fruit?',
    choices: { text: ['an apple', 'a key', 'a map'], label: ['A', 'B', 'C'] },
    answerKey: 'A',
  },
  {
    question: 'Which of these swims?',
    choices: { text: ['a hen', 'a cat', 'a cow', 'a trout'], label: ['A', 'B', 'C', 'D'] },
    answerKey: 'D',
  },
]
const reasoningRows: readonly Row[] = [
  { input: 'Ann is older than Bo.\nOptions:\n(A) Ann is older\n(B) Bo is older', target: '(A)' },
  { input: 'Is it true that snow is hot?\nOptions:\n- Yes\n- No', target: 'No' },
  { input: 'Complete the rest of the sequence. Input: [ { (', target: ') } ]' },
]
const sumRows: readonly Row[] = [
  { question: 'Ann has 3 pens and buys 4. How many has she?', answer: 'She has 3 + 4 = <<3+4=7>>7.\n#### 7' },
  { question: 'Bo had 9 nuts and ate 4. How many are left?', answer: '9 - 4 = <<9-4=5>>5\n#### 5' },
]

/** Of the tasks that are not in `compared`, one run each. @throws if one has none */
export function remainingTasks(compared: ReadonlySet<string>): ComparedTask[] {
  return taskNames.filter((name) => !compared.has(name)).map(toTask)
}

function toTask(name: string): ComparedTask {
  if (name === 'arc_challenge')
    return { name, file: 'arc/arc_challenge.yaml', split: 'test', rows: scienceRows.slice(0, 2) }
  if (name === 'arc_challenge_llama')
    return written(name, 'llama3/instruct/arc_challenge/arc_challenge_llama.yaml', scienceRows, letters, 'question')
  if (name === 'gsm8k_platinum_cot_self_consistency')
    return written(name, 'gsm8k_platinum/gsm8k-platinum-cot-self-consistency.yaml', sumRows, sums, 'question')
  if (name.startsWith('mmlu_pro_')) return toProfessional(name)
  const examples = { split: 'dev', rows: subjectExamples }
  if (name.endsWith('_generative')) {
    const file = `mmlu/generative/${name.replace(/_generative$/, '')}.yaml`
    return { ...written(name, file, subjectRows, letters, 'question'), examples, fewshot: 1 }
  }
  if (name.startsWith('mmlu_'))
    return { name, file: `mmlu/default/${name}.yaml`, split: 'test', rows: subjectRows.slice(0, 1), examples }
  const [, form, task] = /^bbh_(cot_fewshot|fewshot|cot_zeroshot|zeroshot)_(.+)$/.exec(name) ?? []
  if (form === undefined) throw new Error(`nothing compares ${name} with lm-eval; add rows for it`)
  const toAnswer = (row: Row, i: number) => pickOf(shapeAnswers(String(row['target']), String(row['input'])), i)
  return written(name, `bbh/${form}/${task}.yaml`, reasoningRows, toAnswer, 'input')
}

function toProfessional(name: string): ComparedTask {
  const category = name.replace('mmlu_pro_', '').replaceAll('_', ' ')
  const row = (question: string, options: readonly string[]): Row => ({
    category,
    question,
    options,
    answer: 'B',
    answer_index: 1,
    cot_content: "A: Let's think step by step. It is clear. The answer is (B).",
  })
  const rows = [row('Which is larger?', ['two', 'five ']), row('Which is warm?\n', ['ice', 'fire', 'snow'])]
  const examples = { split: 'validation', rows: [row('Which is small?', ['a whale', 'an ant'])] }
  const answers = ['It is five, so the answer is (B).', 'answer is C']
  return {
    ...written(name, `mmlu_pro/${name}.yaml`, rows, (_row, i) => pickOf(answers, i), 'question'),
    examples,
    fewshot: 1,
  }
}

function written(
  name: string,
  file: string,
  rows: readonly Row[],
  toAnswer: (row: Row, index: number) => string,
  marker: string,
): ComparedTask {
  const answers = rows.map((row, i): ScriptedRow => ({ marker: String(row[marker]).trim(), answer: toAnswer(row, i) }))
  return { name, file, split: 'test', rows, written: true, answers }
}

function pickOf<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length]
  if (item === undefined) throw new Error('there is nothing to choose from')
  return item
}

const letters = (_row: Row, i: number): string => pickOf([' A', 'b.', 'It is C', ' $D. '], i)

const sums = (row: Row, i: number): string =>
  pickOf([`So it is. The answer is ${String(row['answer']).split('#### ')[1]}.`, 'I do not know.'], i)
