import fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitWhitespace } from '../text/python-text.ts'
import { tokenize13a } from './tokenize-13a.ts'

/** The four expressions of sacrebleu's tokenizer_re.py, one after the other. */
function tokenizeByExpressions(segment: string): string[] {
  const text = segment
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
  return splitWhitespace(
    ` ${text} `
      .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
      .replace(/([^0-9])([.,])/g, '$1 $2 ')
      .replace(/([.,])([^0-9])/g, ' $1 $2')
      .replace(/([0-9])(-)/g, '$1 $2 '),
  )
}

const PIECES = [
  ...Array.from("aé٣05.,-'$/& \n\t\u0085\u00a0\u200b\u3000\ufeff"),
  '😀',
  '&lt;',
  '&amp;',
  '<skipped>',
  '-\n',
]

it.each([
  ['1,000.5 and 3.', ['1,000.5', 'and', '3', '.']],
  ['a..5', ['a', '.', '.5']],
  ['1..5', ['1', '.', '.', '5']],
  ['1...5', ['1', '.', '.', '.5']],
  ['2010-2015--x -1', ['2010', '-', '2015', '-', '-x', '-1']],
  ["it's 5$", ["it's", '5', '$']],
  ['', []],
])('parts %j', (text, tokens) => {
  expect(tokenize13a(text)).toEqual(tokens)
})

it('gives in one pass what the four expressions give', () => {
  const piece = fc.constantFrom(...PIECES)
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

  fc.assert(
    fc.property(text, (segment) => {
      expect(tokenize13a(segment)).toEqual(tokenizeByExpressions(segment))
    }),
    { numRuns: 2_000 },
  )
})
