/** From a text to the runs of characters that tell its language: cleaned, normalised, words in capitals left out. */
import { isUpper } from '../python-case.ts'
import type { LanguageProfiles } from './profiles.ts'

const URL = /https?:\/\/[-_.?&~;+=/#0-9A-Za-z]{1,2076}/g
const MAIL = /[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}/g
const MOST_CHARACTERS = 10_000
const LONGEST = 3

export function languageGrams(text: string, profiles: LanguageProfiles): string[] {
  const found: string[] = []
  let run: string[] = [' ']
  let inCapitals = false
  for (const original of clean(text, profiles)) {
    const char = normalize(original, profiles)
    const last = run.at(-1) ?? ' '
    if (last === ' ') {
      run = [' ']
      inCapitals = false
    } else if (run.length >= LONGEST) run.shift()
    if (last !== ' ' || char !== ' ') {
      run.push(char)
      inCapitals = isUpper(char) && (inCapitals || isUpper(last))
    }
    if (inCapitals) continue
    for (let n = 1; n <= Math.min(LONGEST, run.length); n++) {
      const gram = run.slice(-n).join('')
      if (gram !== ' ' && profiles.grams.has(gram)) found.push(gram)
    }
  }
  return found
}

/** Without addresses, with single spaces, and without Latin letters where they are few. */
function clean(text: string, profiles: LanguageProfiles): string[] {
  const plain = composeVietnamese(text.replace(URL, ' ').replace(MAIL, ' '), profiles)
  const characters = [...plain]
    .slice(0, MOST_CHARACTERS)
    .filter((char, i, all) => char !== ' ' || i === 0 || all[i - 1] !== ' ')
  const latin = characters.filter(isLatin).length
  const others = characters.filter((char) => char >= '\u0300').length
  return latin * 2 < others ? characters.filter((char) => !isLatin(char)) : characters
}

/** From A to z, with the six marks between the two alphabets, as the original has it. */
const isLatin = (char: string) => char >= 'A' && char <= 'z'

/** A letter and a combining mark become one character. */
function composeVietnamese(text: string, { vietnamese: { letters, marks, composed } }: LanguageProfiles): string {
  const pairs = new RegExp(`([${letters.join('')}])([${marks.join('')}])`, 'gu')
  return text.replace(
    pairs,
    (pair, letter: string, mark: string) => composed[marks.indexOf(mark)]?.[letters.indexOf(letter)] ?? pair,
  )
}

/** By block of Unicode; what is in none of these stays. */
const BLOCKS: readonly (readonly [from: number, to: number, read: (char: string, all: LanguageProfiles) => string])[] =
  [
    [0x0000, 0x007f, (char) => (/[A-Za-z]/.test(char) ? char : ' ')],
    [0x0080, 0x00ff, (char, { excluded }) => (excluded.has(char) ? ' ' : char)],
    // Romanian: comma below becomes cedilla
    [0x0180, 0x024f, (char) => (char === '\u0219' ? '\u015f' : char === '\u021b' ? '\u0163' : char)],
    // Persian yeh becomes Arabic yeh
    [0x0600, 0x06ff, (char) => (char === '\u06cc' ? '\u064a' : char)],
    [0x1e00, 0x1eff, (char) => (char >= '\u1ea0' ? '\u1ec3' : char)],
    [0x2000, 0x206f, () => ' '],
    [0x3040, 0x309f, () => '\u3042'],
    [0x30a0, 0x30ff, () => '\u30a2'],
    [0x3100, 0x312f, () => '\u3105'],
    [0x31a0, 0x31bf, () => '\u3105'],
    [0x4e00, 0x9fff, (char, { kanji }) => kanji.get(char) ?? char],
    [0xac00, 0xd7af, () => '\uac00'],
  ]

function normalize(char: string, profiles: LanguageProfiles): string {
  const code = char.codePointAt(0) ?? 0
  const block = BLOCKS.find(([from, to]) => code >= from && code <= to)
  return block === undefined ? char : block[2](char, profiles)
}
