/** How often each run of one to three characters is seen in each of 55 languages, read on first use. */
import { z } from 'zod'
import { unpackData } from '../packed-data.ts'
import packed from './language-profiles.json' with { type: 'json' }

export interface LanguageProfiles {
  languages: readonly string[]
  /** By run of characters: languages that have it, as indices, and how likely it is there. */
  grams: ReadonlyMap<string, { languages: number[]; probabilities: number[] }>
  /** Latin-1 characters that tell nothing. */
  excluded: ReadonlySet<string>
  /** Kanji that stand for one another, to the one that counts. */
  kanji: ReadonlyMap<string, string>
  vietnamese: { letters: string[]; marks: string[]; composed: string[][] }
}

const schema = z.object({
  languages: z.array(
    z.object({
      name: z.string(),
      /** How many runs of 1, 2 and 3 characters were counted. */
      totals: z.array(z.number()),
      /** Runs and counts in turn, parted by tabs. */
      grams: z.string(),
    }),
  ),
  excluded: z.string(),
  kanji: z.array(z.string()),
  vietnamese: z.object({ letters: z.string(), marks: z.string(), composed: z.array(z.string()) }),
})

let profiles: LanguageProfiles | undefined

export function languageProfiles(): LanguageProfiles {
  return (profiles ??= readProfiles())
}

function readProfiles(): LanguageProfiles {
  const { languages, excluded, kanji, vietnamese } = schema.parse(unpackData(packed))
  const grams = new Map<string, { languages: number[]; probabilities: number[] }>()
  for (const [language, { grams: counted, totals }] of languages.entries()) {
    const cells = counted.split('\t')
    for (let i = 0; i < cells.length; i += 2) {
      const gram = cells[i] ?? ''
      const entry = grams.get(gram) ?? { languages: [], probabilities: [] }
      entry.languages.push(language)
      entry.probabilities.push(Number(cells[i + 1]) / (totals[[...gram].length - 1] ?? Number.NaN))
      grams.set(gram, entry)
    }
  }
  return {
    languages: languages.map(({ name }) => name),
    grams,
    excluded: new Set(excluded),
    kanji: new Map(kanji.flatMap((alike) => [...alike].map((one) => [one, alike.charAt(0)] as const))),
    vietnamese: {
      letters: [...vietnamese.letters],
      marks: [...vietnamese.marks],
      composed: vietnamese.composed.map((line) => [...line]),
    },
  }
}
