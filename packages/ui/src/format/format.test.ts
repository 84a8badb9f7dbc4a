import { expect, test } from 'vitest'
import { formatBytes, formatDuration, formatNumber, formatPercent, formatRelativeTime, formatScore } from './format.ts'

test('numbers use the reader’s separators', () => {
  expect(formatNumber(1318, undefined, 'en')).toBe('1,318')
  expect(formatNumber(1318.5, 1, 'de')).toBe('1.318,5')
  expect(formatPercent(0.864, 0, 'en')).toBe('86 %')
})

test.each([
  [0.447, { low: 0.429, high: 0.465 }, '0.447 ± 0.018'],
  [0, { low: 0, high: 0.4899 }, '0.000 [0.000, 0.490]'],
  [1, { low: 0.51, high: 1 }, '1.000 [0.510, 1.000]'],
  [0.4, { low: 0.2501, high: 0.5499 }, '0.400 ± 0.150'],
  [0.4, undefined, '0.400'],
])('score %d in %o is %s', (value, interval, text) => expect(formatScore(value, interval, 'en')).toBe(text))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [412_000, '412 kB'],
  [1_318_000, '1.32 MB'],
  [2_147_483_648, '2.15 GB'],
])('%d bytes are %s', (sizeBytes, text) => expect(formatBytes(sizeBytes, 'en')).toBe(text))

test.each([
  [480, '0.48 s'],
  [15_400, '15 s'],
  [192_000, '3 m 12 s'],
  [3_599_600, '1 h 0 m'],
  [7_260_000, '2 h 1 m'],
])('%d ms are %s', (durationMs, text) => expect(formatDuration(durationMs, 'en')).toBe(text))

test('a comma that separates is no decimal comma', () => {
  expect(formatScore(0, { low: 0, high: 0.49 }, 'de')).toBe('0,000 [0,000; 0,490]')
})

test('relative times', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  expect(formatRelativeTime('2026-11-19T11:00:00Z', now, 'en')).toBe('2 days ago')
  expect(formatRelativeTime('2026-11-21T11:56:00Z', now, 'de')).toBe('vor 4 Minuten')
  expect(formatRelativeTime(now, now, 'en')).toBe('now')
})
