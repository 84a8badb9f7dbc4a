/**
 * Rows as datasets hold them, turned into the columns that the tasks' templates read (lm-eval's `process_docs`).
 *
 * Each benchmark is found in several layouts: as the Hugging Face hub serves it, and as other evaluation suites store it.
 * A row that is in none of the known layouts is an error that names them.
 */
import type { Doc } from './task-definition.ts'
import { toReferences } from './truthful-scores.ts'

export interface RowAdapter {
  /** Columns of each layout that is understood, for messages. */
  layouts: readonly string[]
  /** Undefined if the row is in no known layout, null if the row belongs to another task of the group. */
  /** Some rows are left out, so how many there are is known only after reading. */
  drops?: true
  toDoc(row: Doc, context: { datasetName: string }): Doc | null | undefined
}

const answerKey: RowAdapter = {
  layouts: ['question (or question_stem), choices {text, label}, answerKey'],
  toDoc(row) {
    const { choices, answerKey } = row
    const question = row['question'] ?? row['question_stem']
    if (!isText(question) || !isObject(choices) || !isText(answerKey)) return undefined
    const { text, label } = choices
    if (!isList(text) || !isList(label)) return undefined
    const key = answerKey.trim()
    const letter = /^[1-4]$/.test(key) ? 'ABCD'.charAt(Number(key) - 1) : key
    return { question, choices: text.map(String), gold: label.indexOf(key), answerKey, letter }
  },
}

export const rowAdapters: Readonly<Record<string, RowAdapter>> = {
  winogrande: {
    layouts: ['sentence, option1, option2, answer', 'context_options, continuation, gold'],
    toDoc(row) {
      const { sentence, option1, option2, answer, context_options: options, continuation, gold } = row
      if (isList(options) && isText(continuation)) return { contexts: options, continuation, gold: toWhole(gold) }
      if (!isText(sentence) || !sentence.includes('_')) return undefined
      const blank = sentence.indexOf('_')
      return {
        contexts: [option1, option2].map((option) => sentence.slice(0, blank) + String(option)),
        continuation: sentence.slice(blank + 1).trim(),
        gold: answer === undefined || answer === '' ? -1 : toWhole(answer) - 1,
      }
    },
  },
  lambada: {
    layouts: ['text', 'context, continuation'],
    toDoc({ text, context, continuation }) {
      if (isText(context) && isText(continuation)) return { context, target: ` ${continuation.trim()}` }
      if (!isText(text)) return undefined
      const words = text.split(' ')
      return { context: words.slice(0, -1).join(' '), target: ` ${words.at(-1)}` }
    },
  },
  mmlu: {
    layouts: ['question, choices, answer', 'question, choice0, choice1, choice2, choice3, answer'],
    toDoc(row) {
      const { question, choices, answer } = row
      const options = isList(choices) ? choices : [0, 1, 2, 3].map((i) => row[`choice${i}`])
      if (!isText(question) || options.length !== 4 || options.includes(undefined)) return undefined
      // a cell may be read as a number, and answers are letters or positions from 0
      const letter = 'ABCD'.indexOf(String(answer))
      return { question, choices: options.map(String), answer: letter < 0 || answer === '' ? toWhole(answer) : letter }
    },
  },
  truthfulqa: {
    layouts: [
      'question, mc1_targets {choices, labels}, mc2_targets {choices, labels}',
      'question, mc1_targets {answer: 0 or 1}',
    ],
    toDoc({ question, mc1_targets: one, mc2_targets: many }) {
      const [mc1, mc2] = [toLabelled(one), toLabelled(many)]
      return isText(question) && mc1 && mc2 ? { question, mc1_targets: mc1, mc2_targets: mc2 } : undefined
    },
  },
  truthfulqa_gen: {
    layouts: ['question, correct_answers, incorrect_answers', 'Question, Correct Answers, Incorrect Answers'],
    toDoc(row) {
      const question = row['question'] ?? row['Question']
      const right = row['correct_answers'] ?? splitAnswers(row['Correct Answers'])
      const wrong = row['incorrect_answers'] ?? splitAnswers(row['Incorrect Answers'])
      if (!isText(question) || !isList(right) || !isList(wrong)) return undefined
      const correct = toReferences(right)
      return {
        question: question.trim(),
        // to decline is true of every question
        correct_answers: correct.includes(DECLINED) ? correct : [...correct, DECLINED],
        incorrect_answers: toReferences(wrong),
      }
    },
  },
  hellaswag: {
    layouts: ['activity_label, ctx_a, ctx_b, endings, label', 'query, choices, gold'],
    toDoc({ query, choices, gold, label, activity_label: activity, ctx_a: first, ctx_b: second, endings }) {
      if (isText(query) && isList(choices)) return { query, choices, label: toWhole(gold ?? label) }
      if (!isText(activity) || !isText(first) || !isText(second) || !isList(endings)) return undefined
      return {
        query: cleanWikiHow(`${activity}: ${first} ${capitalize(second)}`),
        choices: endings.map((ending) => cleanWikiHow(String(ending))),
        label: toWhole(label),
      }
    },
  },
  answer_key: answerKey,
  // without questions of three or five choices
  answer_key_of_four: {
    ...answerKey,
    drops: true,
    toDoc(row, context) {
      const doc = answerKey.toDoc(row, context)
      return Array.isArray(doc?.['choices']) && doc['choices'].length !== 4 ? null : doc
    },
  },
  mmlu_pro: {
    drops: true,
    layouts: ['question, options, answer, category'],
    toDoc({ question, options, answer, category, cot_content: reasoning }, { datasetName }) {
      if (!isText(question) || !isList(options) || !isText(category)) return undefined
      if (category.replaceAll(' ', '_') !== datasetName) return null
      const listed = options.slice(0, 10).map((option, i) => `${'ABCDEFGHIJ'[i]}. ${String(option).trim()}\n`)
      const worked = String(reasoning ?? '').replaceAll("A: Let's think step by step. ", '')
      return { question, listed: listed.join(''), answer, worked }
    },
  },
  bbh: {
    layouts: ['input, target'],
    toDoc: ({ input, target }) =>
      isText(input) && target !== undefined ? { input, target: String(target) } : undefined,
  },
  wikitext: {
    layouts: ['page'],
    toDoc: ({ page }) => (isText(page) ? { page, text: detokenizeWikitext(page) } : undefined),
  },
}

const DECLINED = 'I have no comment.'
const splitAnswers = (cell: unknown) => (typeof cell === 'string' ? cell.split(';') : undefined)
const isText = (value: unknown): value is string => typeof value === 'string'
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
const isObject = (value: unknown): value is Doc => typeof value === 'object' && value !== null && !Array.isArray(value)
/** NaN if it is no number: such a gold answer matches no choice. */
const toWhole = (value: unknown): number => (value === '' || value == null ? Number.NaN : Number(value))

/** True answers first, as the hub has them and the scores assume. */
function toLabelled(value: unknown): { choices: string[]; labels: number[] } | undefined {
  if (!isObject(value)) return undefined
  const { choices, labels } = value
  const pairs: [string, number][] =
    isList(choices) && isList(labels)
      ? choices.map((choice, i) => [String(choice), Number(labels[i])])
      : Object.entries(value).map(([choice, label]) => [choice, Number(label)])
  const sorted = [...pairs.filter(([, label]) => label === 1), ...pairs.filter(([, label]) => label !== 1)]
  return { choices: sorted.map(([choice]) => choice), labels: sorted.map(([, label]) => label) }
}

/** Python's `str.capitalize`: the rest becomes lower case. */
const capitalize = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()

/** Marks that WikiHow's part of HellaSwag left in the texts. */
const cleanWikiHow = (text: string) =>
  text
    .trim()
    .replaceAll(' [title]', '. ')
    .replace(/\[.*?\]/g, '')
    .replaceAll('  ', ' ')

/** WikiText's tokens joined to ordinary text; the order of the steps is part of the benchmark. */
function detokenizeWikitext(page: string): string {
  let text = page.replaceAll("s '", "s'").replace(/\/' [0-9]\//g, "/'[0-9]/")
  for (const mark of ['-', ',', '.']) text = text.replaceAll(` @${mark}@ `, mark)
  for (const mark of [':', ';', '.', '!', '?', ',']) text = text.replaceAll(` ${mark} `, `${mark} `)
  text = text
    .replace(/\(\s*([^)]*?)\s*\)/g, '($1)')
    .replace(/\[\s*([^\]]*?)\s*\]/g, '[$1]')
    .replace(/\{\s*([^}]*?)\s*\}/g, '{$1}')
    .replace(/"\s*([^"]*?)\s*"/g, '"$1"')
    .replace(/'\s*([^']*?)\s*'/g, "'$1'")
  const last: readonly (readonly [string, string])[] = [
    ['= = = =', '===='],
    ['= = =', '==='],
    ['= =', '=='],
    [' ° ', '°'],
    [' \n', '\n'],
    ['\n ', '\n'],
    [' N ', ' 1 '],
    [" 's", "'s"],
  ]
  return last.reduce((now, [from, to]) => now.replaceAll(from, to), text)
}
