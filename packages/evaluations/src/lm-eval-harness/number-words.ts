/**
 * Numbers written in English words, as lm-eval's BBH filters read them: a pattern that finds them, and the Python package
 * word2number (1.1) that reads them. Odd results of the two are kept: they are part of the benchmark's score.
 */
const VALUES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
      .split(' ')
      .map((word, value) => [word, value]),
  ),
  ...Object.fromEntries(
    'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, i) => [word, (i + 2) * 10]),
  ),
  hundred: 100,
  thousand: 1000,
  million: 1_000_000,
  billion: 1_000_000_000,
}

const SCALES = ['billion', 'million', 'thousand'] as const

const unit = (tens: string, eight: string) =>
  `zero|one|two|three|four|five|(?:twen|thir|for|fif|six|seven|nine)(?:${tens})|eight(?:${eight})|ten|eleven|twelve|fourteen|hundred|thousand|(?:m|b|tr)illion`

const FIRST = unit('teen|ty', '|een|y')
const NEXT = unit('|teen|ty', 'een|y')
const LAST = unit('teen|ty', 'een|y')

/** Global; the whole number is one match. "six" alone is none, but "sixteen" is: so it is upstream. */
export const NUMBER_WORDS = new RegExp(`(?:(?:${FIRST})(?:${NEXT}|(?![\\r\\n])\\s|,|and|&)+)?(?:${LAST})`, 'g')

/** Undefined for words that form no number. */
export function readNumberWords(text: string): number | undefined {
  const words = text
    .toLowerCase()
    .replaceAll('-', ' ')
    .split(/\s+/)
    .filter((word) => Object.hasOwn(VALUES, word))
  const places = SCALES.map((scale) => words.indexOf(scale))
  const twice = SCALES.some((scale, i) => words.indexOf(scale, (places[i] ?? 0) + 1) > 0 && (places[i] ?? -1) >= 0)
  const used = places.filter((place) => place >= 0)
  const falls = used.some((place, i) => i > 0 && place < (used[i - 1] ?? 0))
  if (words.length === 0 || twice || falls) return undefined
  if (words.length === 1) return VALUES[words[0] ?? '']
  let sum = 0
  let from = 0
  for (const [i, scale] of SCALES.entries()) {
    const place = places[i] ?? -1
    if (place < 0) continue
    const factor = combine(words.slice(from, place))
    if (factor === undefined) return undefined
    sum += factor * (VALUES[scale] ?? 0)
    from = place + 1
  }
  if (from === words.length) return sum
  const rest = combine(words.slice(from))
  return rest === undefined ? undefined : sum + rest
}

/** Words below a thousand; undefined where the original fails. */
function combine(words: readonly string[]): number | undefined {
  const [a, b, c, d] = words.map((word) => VALUES[word] ?? 0)
  if (a === undefined) return undefined
  if (words.length === 4) return a * (b ?? 0) + (c ?? 0) + (d ?? 0)
  if (words.length === 3) return a * (b ?? 0) + (c ?? 0)
  if (words.length === 2) return a === 100 || b === 100 ? a * (b ?? 0) : a + (b ?? 0)
  // five and more: only the first counts
  return a
}
