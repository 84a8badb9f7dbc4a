/** Filters of BIG-Bench Hard's zero-shot forms: `tasks/bbh/zeroshot/utils.py` of lm-eval. */
import { filterRegex, pythonTrim, splitWhitespace } from '@evalflow/metrics'
import type { CreateStep, FilterOptions } from './filter-step.ts'
import { NUMBER_WORDS, readNumberWords } from './number-words.ts'
import { compileRegExp } from './python-pattern.ts'

const FALLBACK = '[invalid]'

export const bbhSteps: Readonly<Record<string, CreateStep>> = {
  bbh_choice: createChoice,
  bbh_number: createNumber,
  bbh_map: createMap,
  bbh_sorted_words: createSortedWords,
}

/** The chosen match, or empty. */
const find = (text: string, pattern: RegExp, select: number) => filterRegex(text, pattern, { select, fallback: '' })

const selectOf = ({ group_select: select }: FilterOptions) => Number(select ?? 0)

/** Without capitals and punctuation, where the filter says so. */
function simplify(text: string, { ignore_case: anyCase, ignore_punctuation: bare }: FilterOptions): string {
  const cased = anyCase === true ? text.toLowerCase() : text
  return bare === true ? cased.replace(/\p{P}/gu, '') : cased
}

/** A letter in brackets; else the text of a choice; else a bare letter after a colon. */
function createChoice(options: FilterOptions, path: string): ReturnType<CreateStep> {
  const pattern = compileRegExp(String(options['regex_pattern']), `${path}.regex_pattern`)
  const select = selectOf(options)
  return (answers, doc) => {
    const texts = [...String(doc['input']).matchAll(/\([A-Z]\)([^\n^(]*)/g)].map(([, text = '']) =>
      simplify(pythonTrim(text), options),
    )
    const letterOf = new Map(texts.map((text, i) => [text, letter(i)] as const))
    const byText = new RegExp(
      texts
        .toSorted((a, b) => b.length - a.length)
        .map(escapePattern)
        .join('|'),
      'gu',
    )
    const byLetter = new RegExp(`:\\s*(${texts.map((_, i) => letter(i)).join('|')})`, 'g')
    return answers.map((answer) => {
      const bracketed = find(answer, pattern, select)
      if (bracketed !== '') return bracketed
      const chosen = find(simplify(answer, options), byText, select)
      if (chosen !== '') return toBrackets(letterOf.get(chosen)) ?? chosen
      return toBrackets(find(answer, byLetter, select)) ?? FALLBACK
    })
  }
}

const letter = (index: number) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(index)
const toBrackets = (text: string | undefined) => (text === undefined || text === '' ? undefined : `(${text})`)
const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Digits, or a number in words. */
function createNumber(options: FilterOptions, path: string): ReturnType<CreateStep> {
  const pattern = compileRegExp(String(options['regex_pattern']), `${path}.regex_pattern`)
  const select = selectOf(options)
  return (answers) =>
    answers.map((answer) => {
      const digits = find(answer, pattern, select)
      if (digits !== '') return digits
      const words = find(answer.toLowerCase(), NUMBER_WORDS, select)
      const value = words === '' ? undefined : readNumberWords(words)
      return value === undefined ? FALLBACK : String(value)
    })
}

/** The first of several patterns that fits what was found decides the value. */
function createMap(options: FilterOptions, path: string): ReturnType<CreateStep> {
  const entries = Object.entries(Object(options['regex_pattern_to_value'])).map(
    ([pattern, value]) => [compileRegExp(pattern, path), String(value)] as const,
  )
  const any = compileRegExp(Object.keys(Object(options['regex_pattern_to_value'])).join('|'), path)
  return (answers) =>
    answers.map((answer) => {
      const found = find(simplify(answer, options), any, selectOf(options))
      const fits = entries.find(([pattern]) => find(simplify(found, options), pattern, selectOf(options)) !== '')
      return fits?.[1] ?? FALLBACK
    })
}

/** The words of the question's list, in the order in which the answer names them last. */
function createSortedWords(_options: FilterOptions, path: string): ReturnType<CreateStep> {
  return (answers, doc) => {
    const words = splitWhitespace(pythonTrim(String(doc['input']).split('List:')[1] ?? ''))
    const pattern = compileRegExp(words.map((word) => `\\b${word}\\b`).join('|'), path)
    return answers.map((answer) => {
      const named = [...answer.matchAll(pattern)].map(([word]) => word)
      return [...new Set(named.toReversed())].toReversed().join(' ')
    })
  }
}
