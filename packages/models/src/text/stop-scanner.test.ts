import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStopScanner } from './stop-scanner.ts'

/** The naive model: one character at a time, cut as soon as any stop string ends the text. */
function cutNaively(text: string, stops: readonly string[]): string {
  for (let end = 1; end <= text.length; end++) {
    const starts = stops.filter((stop) => text.slice(0, end).endsWith(stop)).map((stop) => end - stop.length)
    if (starts.length > 0) return text.slice(0, Math.min(...starts))
  }
  return text
}

function scan(pieces: readonly string[], stops: readonly string[]) {
  const scanner = createStopScanner(stops)
  const released: string[] = []
  for (const piece of pieces) {
    const found = scanner.push(piece)
    released.push(found.text)
    if (found.isStopped) return released
  }
  return [...released, scanner.flush()]
}

describe('createStopScanner', () => {
  it('cuts inside a piece, and shows nothing of the stop string', () => {
    expect(scan(['The answer is', ' Paris and'], ['ris'])).toEqual(['The answer is', ' Pa'])
  })

  it('holds back what could begin a stop string, over piece borders', () => {
    expect(scan(['a\n', '\n', 'b'], ['\n\nb'])).toEqual(['a', '', ''])
    expect(scan(['a\n', '\n', 'c'], ['\n\nb'])).toEqual(['a', '', '\n\nc', ''])
  })

  it('gives the same text however it is cut into pieces', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 })
    const stop = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 8 }), fc.array(stop, { maxLength: 3 }), (pieces, stops) => {
        expect(scan(pieces, stops).join('')).toBe(cutNaively(pieces.join(''), stops))
      }),
    )
  })
})
