/** Pieces of a text up to a mark, found in one pass. */

/** From `start` to the first `mark` on the same line, after `least` characters at least; undefined if there is none. */
export function untilOnLine(text: string, start: number, mark: string, least = 0): string | undefined {
  const end = text.indexOf(mark, start + least)
  if (end < 0) return undefined
  const newline = text.indexOf('\n', start)
  return newline >= 0 && newline < end ? undefined : text.slice(start, end)
}

/** From `start` to the first `mark` on any line, after `least` characters at least, without blanks at its end. */
export function textUntil(text: string, start: number, mark: string, least = 0): string | undefined {
  const end = text.indexOf(mark, start + least)
  return end < 0 ? undefined : text.slice(start, start + least) + text.slice(start + least, end).trimEnd()
}
