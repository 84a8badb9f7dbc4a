/**
 * Porter's stemmer in NLTK's default mode (`NLTK_EXTENSIONS`), which rouge_score uses. It differs from the algorithm of
 * 1980: irregular forms, short words in -ies and -ied, -y to -i only after a consonant, rules for -alli, -fulli, -logi,
 * and one more shape that keeps its final e.
 *
 * Source: M. Porter, "An algorithm for suffix stripping" (1980); NLTK `stem/porter.py` for the deviations.
 */
type Rule = readonly [suffix: string, replacement: string, condition?: (stem: string) => boolean]

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['sky', 'sky'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
])

const hasMeasure = (stem: string) => measure(stem) > 0
const hasMeasureAbove1 = (stem: string) => measure(stem) > 1

const STEP_1A: readonly Rule[] = [
  ['sses', 'ss'],
  ['ies', 'i'],
  ['ss', 'ss'],
  ['s', ''],
]
const STEP_2: readonly Rule[] = [
  ...(
    'ational:ate tional:tion enci:ence anci:ance izer:ize bli:ble alli:al entli:ent eli:e ousli:ous ization:ize ' +
    'ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble fulli:ful'
  )
    .split(' ')
    .map((pair): Rule => [...splitPair(pair), hasMeasure]),
  // the "l" counts to the stem here
  ['logi', 'log', (stem) => hasMeasure(`${stem}l`)],
]
const STEP_3: readonly Rule[] = 'icate:ic ative: alize:al iciti:ic ical:ic ful: ness:'
  .split(' ')
  .map((pair): Rule => [...splitPair(pair), hasMeasure])
const STEP_4: readonly Rule[] = 'al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize'
  .split(' ')
  .map((suffix): Rule => [
    suffix,
    '',
    suffix === 'ion' ? (stem) => hasMeasureAbove1(stem) && /[st]$/.test(stem) : hasMeasureAbove1,
  ])

const CACHE_LIMIT = 50_000
const cache = new Map<string, string>()

/** The stem of a lower-case word. Words of one or two letters stay as they are. */
export function stem(word: string): string {
  const known = cache.get(word)
  if (known !== undefined) return known
  const result = IRREGULAR.get(word) ?? (word.length <= 2 ? word : strip(word))
  // words repeat; the bound keeps a stream of random tokens from filling memory
  if (cache.size >= CACHE_LIMIT) cache.clear()
  cache.set(word, result)
  return result
}

function strip(word: string): string {
  const step1 = step1c(step1b(step1a(word)))
  return step5b(step5a(applyRules(applyRules(step2(step1), STEP_3), STEP_4)))
}

const step1a = (word: string) =>
  word.length === 4 && word.endsWith('ies') ? word.slice(0, -1) : applyRules(word, STEP_1A)

function step1b(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2)
  if (word.endsWith('eed')) return hasMeasure(word.slice(0, -3)) ? word.slice(0, -1) : word
  const suffix = ['ed', 'ing'].find((end) => word.endsWith(end) && hasVowel(word.slice(0, -end.length)))
  return suffix === undefined ? word : repair(word.slice(0, -suffix.length))
}

/** After -ed or -ing went: "hopp" to "hop", "fil" to "file", "conflat" to "conflate". */
function repair(word: string): string {
  if (/(?:at|bl|iz)$/.test(word)) return `${word}e`
  if (endsDoubleConsonant(word)) return /[lsz]$/.test(word) ? word : word.slice(0, -1)
  return measure(word) === 1 && endsConsonantVowelConsonant(word) ? `${word}e` : word
}

const step1c = (word: string) =>
  word.length > 2 && word.endsWith('y') && isConsonant(word, word.length - 2) ? `${word.slice(0, -1)}i` : word

function step2(word: string): string {
  if (word.endsWith('alli') && hasMeasure(word.slice(0, -4))) return step2(word.slice(0, -2))
  return applyRules(word, STEP_2)
}

function step5a(word: string): string {
  if (!word.endsWith('e')) return word
  const rest = word.slice(0, -1)
  const size = measure(rest)
  return size > 1 || (size === 1 && !endsConsonantVowelConsonant(rest)) ? rest : word
}

const step5b = (word: string) => (word.endsWith('ll') && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word)

/** The first rule whose suffix fits decides, even if its condition then fails. */
function applyRules(word: string, rules: readonly Rule[]): string {
  for (const [suffix, replacement, condition] of rules) {
    if (!word.endsWith(suffix)) continue
    const rest = word.slice(0, word.length - suffix.length)
    return condition === undefined || condition(rest) ? rest + replacement : word
  }
  return word
}

/** "y" is a consonant at the start and after a vowel. Anything that is no vowel is a consonant, digits too. */
function isConsonant(word: string, index: number): boolean {
  let negate = false
  let i = index
  while (i > 0 && word[i] === 'y') {
    negate = !negate
    i--
  }
  return !'aeiou'.includes(word.charAt(i)) !== negate
}

/** Porter's m: how often a vowel run is followed by a consonant run. */
function measure(word: string): number {
  let count = 0
  let previous = true
  for (let i = 0; i < word.length; i++) {
    const char = word.charAt(i)
    const consonant: boolean = char === 'y' ? i === 0 || !previous : !'aeiou'.includes(char)
    if (consonant && !previous) count++
    previous = consonant
  }
  return count
}

function hasVowel(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (!isConsonant(word, i)) return true
  return false
}

const endsDoubleConsonant = (word: string) =>
  word.length >= 2 && word.at(-1) === word.at(-2) && isConsonant(word, word.length - 1)

function endsConsonantVowelConsonant(word: string): boolean {
  const last = word.length - 1
  if (word.length >= 3)
    return (
      isConsonant(word, last - 2) && !isConsonant(word, last - 1) && isConsonant(word, last) && !/[wxy]$/.test(word)
    )
  return word.length === 2 && !isConsonant(word, 0) && isConsonant(word, 1)
}

function splitPair(pair: string): [string, string] {
  const [suffix = '', replacement = ''] = pair.split(':')
  return [suffix, replacement]
}
