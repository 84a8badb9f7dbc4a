/**
 * Seeded texts that hit what scorers trip over: inflected words, numbers, entities, combining marks, CJK, emoji,
 * right-to-left, white space of every kind. A prediction is a changed copy of its reference, so that they overlap.
 */
export type Random = () => number

const WORDS = (
  'the a an of to in is was were it on at and or not this that with for from cat cats running runner runs ran jumped jumping ' +
  'happily happiness conditional conditionally generalization relational hopping hoped filing sky skies dying lying news ' +
  'inning proceed agreed enjoys flies tied spied geology hopefully absolutely sensibility caresses ponies plastered motoring ' +
  'sized failing oed yyyy why say days controlling rolled adoption effective bowdlerize analogousli probate rate cease The AN A'
).split(' ')
const NUMBERS = [
  '1,000',
  '3.50',
  '-42',
  '2010-2015',
  '$5.00',
  '99%',
  '0',
  '7.',
  '.5',
  '1,2.3',
  '10',
  'x2',
  '٣٤',
  '½',
  '²',
]
const MARKS = [
  '.',
  ',',
  '!',
  '?',
  '"',
  "'",
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '-',
  '--',
  '/',
  '\\',
  ':',
  ';',
  '&',
  '~',
  '`',
  '^',
  '_',
  '<skipped>',
  '&quot;',
  '&amp;',
  '&lt;',
  '&gt;',
  '&amp;lt;',
  'e.g.',
  'U.S.A.',
  "don't",
  'a-b',
  '#### 12',
  '####',
]
const UNICODE = [
  'naïve',
  'café',
  'cafe\u0301',
  'e\u0301',
  'a\u0308a',
  'ǆ',
  'straße',
  'ﬁne',
  'ſtem',
  'K',
  'Å',
  'İstanbul',
  'ıi',
  'ΣΑΣ',
  'ὈΔΥΣΣΕΎΣ',
  '北京',
  '東京タワー',
  '，',
  '。',
  '「引用」',
  '한국어',
  '😀',
  '👩‍👩‍👧',
  '🇩🇪',
  '𝒳𝓎',
  '𐐀',
  'שלום',
  'مرحبا',
  '“quoted”',
  '…',
  '—',
  '٪',
  'हिन्दी',
  'ไทย',
  'ａ',
  'théa',
  'a\u0301n',
]
const SPACES = [
  '\u00a0',
  '\u3000',
  '\t',
  '\u2009',
  '\u0085',
  '\u001c',
  '\u001f',
  '\u2028',
  '\ufeff',
  '\u200b',
  '\u180e',
  '\u000b',
  '\r',
  '  ',
  '\n',
  '-\n',
  '\r\n',
]

export const pick = <T>(random: Random, values: readonly T[]): T => {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}
export const int = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
export const chance = (random: Random, p: number): boolean => random() < p
export const many = <T>(random: Random, low: number, high: number, make: () => T): T[] =>
  Array.from({ length: int(random, low, high) }, make)

function token(random: Random): string {
  const roll = random()
  if (roll < 0.6) return pick(random, WORDS)
  if (roll < 0.7) return pick(random, NUMBERS)
  if (roll < 0.82) return pick(random, WORDS) + pick(random, MARKS)
  if (roll < 0.88) return pick(random, MARKS)
  return pick(random, UNICODE)
}

/** 0 to `longest` tokens. One text in ten has odd white space. */
export function text(random: Random, longest = 18): string {
  const odd = chance(random, 0.1)
  const separator = () => (odd && chance(random, 0.4) ? pick(random, SPACES) : chance(random, 0.02) ? '' : ' ')
  let result = odd ? pick(random, ['', ...SPACES]) : ''
  for (const part of many(random, 0, longest, () => token(random))) result += part + separator()
  return chance(random, 0.7) ? result.trim() : result
}

/** A reference changed in some places; now and then something else altogether. */
export function variantOf(random: Random, reference: string): string {
  if (chance(random, 0.08)) return text(random)
  if (chance(random, 0.05)) return reference
  const parts = reference.split(' ').flatMap((part) => {
    const roll = random()
    if (roll < 0.1) return []
    if (roll < 0.2) return [token(random)]
    if (roll < 0.27) return [part, part]
    if (roll < 0.32) return [part.toUpperCase()]
    return [part]
  })
  if (chance(random, 0.1)) parts.reverse()
  return parts.join(' ')
}

/** Letters that reach every rule of the stemmer, and nonsense that reaches its corners. */
export function word(random: Random): string {
  const suffixes =
    'sses ies ss s eed ed ing ational tional enci anci izer bli alli entli eli ousli ization ation ator alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment ent ion sion tion ou ism ate iti ous ive ize e ll y ied ying at bl iz'.split(
      ' ',
    )
  const letters = 'aaeeiouybcdfghklmnprstvwxyz0'
  const stem = chance(random, 0.5)
    ? pick(random, WORDS).toLowerCase()
    : many(random, 0, 6, () => pick(random, [...letters])).join('')
  return stem + many(random, 0, 2, () => pick(random, suffixes)).join('')
}
