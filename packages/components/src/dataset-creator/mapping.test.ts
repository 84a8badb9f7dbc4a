import { describe, expect, it } from 'vitest'
import { applyMapping, detectMapping } from './mapping.ts'

describe('detectMapping', () => {
  it.each([
    ['exact names', ['prompt', 'ideal_response'], { prompt: 'prompt', ideal_response: 'ideal_response' }],
    ['synonyms', ['question', 'answer'], { prompt: 'question', ideal_response: 'answer' }],
    [
      'other case and spaces',
      ['Question', 'Expected Answer'],
      { prompt: 'Question', ideal_response: 'Expected Answer' },
    ],
    [
      'part of a name',
      ['user_question_en', 'gold_answer_en'],
      { prompt: 'user_question_en', ideal_response: 'gold_answer_en' },
    ],
    [
      'stored answers beside references',
      ['prompt', 'reference', 'response'],
      { prompt: 'prompt', ideal_response: 'reference', response: 'response' },
    ],
    ['chat', ['messages', 'category'], { messages: 'messages', category: 'category' }],
    ['nothing it knows', ['x', 'y'], {}],
  ])('finds %s', (_name, columns, mapping) => {
    expect(detectMapping(columns)).toEqual(mapping)
  })

  it('gives one column to one field only', () => {
    const mapping = detectMapping(['input', 'text', 'output'])

    expect(new Set(Object.values(mapping)).size).toBe(Object.values(mapping).length)
  })
})

describe('applyMapping', () => {
  it('keeps every field of the row, also one it writes over', () => {
    const row = applyMapping({ prompt: 'old', question: 'new', extra: 1 }, { prompt: 'question' })

    expect(row).toEqual({ prompt: 'new', prompt_original: 'old', question: 'new', extra: 1 })
  })
})
