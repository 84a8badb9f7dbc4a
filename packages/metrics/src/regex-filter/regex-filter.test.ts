import { expect, it } from 'vitest'
import { toRegExp } from '../text/python-regexp.ts'
import { filterRegex } from './regex-filter.ts'

const STRICT = '#### (\\-?[0-9\\.\\,]+)'
const FLEXIBLE = '(-?[$0-9.,]{2,})|(-?[0-9]+)'

it.each([
  [STRICT, 'x #### 1,234', 0, '1,234'],
  [STRICT, 'no', 0, '[invalid]'],
  [FLEXIBLE, 'I have 3 and 14.', -1, '14.'],
  [FLEXIBLE, '7', -1, '7'],
  [FLEXIBLE, 'cost $5.00, ok', -1, '$5.00,'],
])('%s on "%s" selecting %i gives "%s"', (pattern, text, select, expected) => {
  expect(filterRegex(text, toRegExp(pattern, 'g'), { select })).toBe(expected)
})
