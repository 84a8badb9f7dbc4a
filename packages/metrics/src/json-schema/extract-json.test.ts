import { describe, expect, it } from 'vitest'
import { extractJson } from './extract-json.ts'

const VALUE = { a: [1, '}'] }
const JSON_TEXT = '{"a":[1,"}"]}'

describe('extractJson', () => {
  it.each([
    ['the whole text', JSON_TEXT, true, true],
    ['a single fence', `\`\`\`json\n${JSON_TEXT}\n\`\`\``, true, true],
    ['a fence without a language', `\`\`\`\n${JSON_TEXT}\`\`\``, true, true],
    ['a fence within text', `Here:\n\`\`\`json\n${JSON_TEXT}\n\`\`\`\nDone.`, false, true],
    ['a value within text', `Sure [see below]: ${JSON_TEXT} and more {`, false, true],
    ['a value cut off', JSON_TEXT.slice(0, -1), false, false],
    ['no value', 'none', false, false],
  ])('reads %s: strict %s, lenient %s', (_what, text, strict, lenient) => {
    const found = (extraction: 'strict' | 'lenient') => extractJson(text, extraction)

    expect([found('strict').ok, found('lenient').ok]).toEqual([strict, lenient])
    if (lenient) expect(found('lenient')).toEqual({ ok: true, value: VALUE })
  })

  it('refuses what is too long or too deep, in both ways', () => {
    for (const extraction of ['strict', 'lenient'] as const) {
      expect(extractJson('[]'.padEnd(50), extraction, { maxLength: 10 })).toMatchObject({ ok: false })
      expect(extractJson('['.repeat(200_000), extraction)).toMatchObject({ reason: expect.stringContaining('nested') })
      expect(extractJson('[[1]]', extraction, { maxDepth: 2 }).ok).toBe(true)
    }
  })

  it('does not count brackets in strings', () => {
    expect(extractJson('["[[[["]', 'strict', { maxDepth: 1 })).toEqual({ ok: true, value: ['[[[['] })
  })
})
