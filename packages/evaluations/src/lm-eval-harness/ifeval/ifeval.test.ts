/** Answers that follow an instruction and answers that do not. `test/parity/lm-eval` compares far more with the original. */
import { describe, expect, it } from 'vitest'
import { InstructionUnfit } from './instruction.ts'
import { detectLanguage } from './language/detect-language.ts'
import { instructions } from './registry.ts'
import { scoreIfeval } from './score-ifeval.ts'
import { splitSentences } from './sentences/punkt.ts'
import { tokenizeWords } from './sentences/words.ts'

const strict = (id: string, kwargs: object, answer: string) =>
  scoreIfeval({ instruction_id_list: [id], kwargs: [kwargs] }, answer).strict[0]

describe('the instructions', () => {
  it.each<[string, object, string, string]>([
    ['keywords:existence', { keywords: ['Tea', 'milk'] }, 'tea with MILK', 'tea'],
    ['keywords:frequency', { keyword: 'tea ', frequency: 2, relation: 'at least' }, 'Tea in a teapot', 'tea'],
    ['keywords:forbidden_words', { forbidden_words: ['tea'] }, 'a teapot', 'a Tea.'],
    ['keywords:letter_frequency', { letter: 'E', let_frequency: 2, let_relation: 'less than' }, 'Tea', 'tee'],
    ['language:response_language', { language: 'de' }, 'Das ist ein schöner Tag im Garten.', 'This is a nice day.'],
    ['length_constraints:number_sentences', { num_sentences: 2, relation: 'less than' }, 'Mr. A left.', 'One. Two.'],
    ['length_constraints:number_paragraphs', { num_paragraphs: 2 }, 'a\n***\nb\n***', 'a\n***\n \n***\nb'],
    ['length_constraints:number_words', { num_words: 3, relation: 'at least' }, "it's so", 'a_b c'],
    [
      'length_constraints:nth_paragraph_first_word',
      { num_paragraphs: 2, nth_paragraph: 2, first_word: 'Then' },
      'a\n\n"then, b',
      'a\n\nso then',
    ],
    ['detectable_content:number_placeholders', { num_placeholders: 2 }, '[a] [b]', '[a b]'],
    ['detectable_content:postscript', { postscript_marker: 'P.P.S' }, 'x\np. p. s. y', 'x\nP.S. y'],
    ['detectable_format:number_bullet_lists', { num_bullets: 2 }, '* a\n  - b', '** a\n- b'],
    ['detectable_format:constrained_response', {}, 'So: My answer is no.', 'no'],
    ['detectable_format:number_highlighted_sections', { num_highlights: 2 }, '*a* *b*', '*a* * *'],
    [
      'detectable_format:multiple_sections',
      { section_spliter: 'Part', num_sections: 2 },
      'Part 1 a Part 2 b',
      'Part one',
    ],
    ['detectable_format:json_format', {}, '```json\n{"a": NaN}\n```', "{'a': 1}"],
    ['detectable_format:title', {}, '<<A>>\nb', '<< >>'],
    ['combination:two_responses', {}, 'a\n******\nb', 'a ****** a'],
    ['combination:repeat_prompt', { prompt_to_repeat: 'Say it.' }, ' say it. OK', 'OK, say it.'],
    ['startend:end_checker', { end_phrase: 'The end.' }, '"x the END."', 'The end. Or not'],
    ['startend:quotation', {}, ' "a" ', '"a" b'],
    [
      'change_case:capital_word_frequency',
      { capital_frequency: 2, capital_relation: 'at least' },
      'NASA, FBI-A',
      'NASA',
    ],
    ['change_case:english_capital', {}, 'THIS IS A NICE DAY', 'THIS is a nice day'],
    ['change_case:english_lowercase', {}, 'this is a nice day', 'This is a nice day'],
    ['punctuation:no_comma', {}, 'a; b', 'a, b'],
  ])('%s', (id, kwargs, followed, not) => {
    expect([strict(id, kwargs, followed), strict(id, kwargs, not)]).toEqual([true, false])
  })

  it('are the 25 of the benchmark', () => {
    expect(new Set(instructions.map(({ id }) => id)).size).toBe(25)
  })
})

describe('scoreIfeval', () => {
  const titled = { instruction_id_list: ['startend:quotation', 'punctuation:no_comma'], kwargs: [{}, { x: null }] }

  it('takes an answer for followed loosely if one of its eight versions follows', () => {
    expect(scoreIfeval(titled, 'Sure, here it is:\n"a"')).toEqual({ strict: [false, false], loose: [true, true] })
    expect(scoreIfeval(titled, '*"a"*')).toEqual({ strict: [false, true], loose: [true, true] })
  })

  it('lets an empty answer follow nothing', () => {
    expect(scoreIfeval(titled, ' \n')).toEqual({ strict: [false, false], loose: [false, false] })
  })

  it.each([
    ['keywords:letter_frequency', { letter: '#', let_frequency: 4, let_relation: 'at least' }],
    ['detectable_format:number_bullet_lists', { num_bullets: 0 }],
    ['no:such_instruction', {}],
  ])('does not score %s where the original would draw at random, or that nobody knows', (id, kwargs) => {
    expect(() => strict(id, kwargs, 'x')).toThrow(InstructionUnfit)
  })
})

// values of NLTK 3.10.4 and langdetect 1.0.9 with seed 0
describe('sentences, words and languages', () => {
  it.each([
    ['Mr. Smith of Acme Inc. paid $3.50. He left at 5 p.m. The U.S. team won... It rained!', 4],
    ['She said "Stop!" Then she left. (Really.) Why?', 4],
    ['No. 5 is alive, e.g. here. J. R. Bach wrote it.', 4],
  ])('parts %s', (text, count) => {
    expect(splitSentences(text)).toHaveLength(count)
  })

  it('parts words, quotes and contractions', () => {
    expect(tokenizeWords(`I can't, "really" -- it's O.K.`)).toEqual([
      'I', 'ca', "n't", ',', '``', 'really', "''", '--', 'it', "'s", 'O.K', '.',
    ]) // prettier-ignore
  })

  it.each([
    ['This is an English sentence.', 'en'],
    ['Сегодня хорошая погода, и мы гуляем.', 'ru'],
    ['今日は天気がいいので散歩しました。', 'ja'],
    ['12345 !!', null],
  ])('finds the language of %s', (text, language) => {
    expect(detectLanguage(text)).toBe(language)
  })
})
