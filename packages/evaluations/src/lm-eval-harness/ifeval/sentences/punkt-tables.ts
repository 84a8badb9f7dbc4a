/** Tables of the English Punkt tokenizer, read on first use: about 20,000 words. */
import { z } from 'zod'
import { unpackData } from '../packed-data.ts'
import packed from './punkt-english.json' with { type: 'json' }

export interface PunktTables {
  abbreviations: ReadonlySet<string>
  /** Two types with a tab between. */
  collocations: ReadonlySet<string>
  starters: ReadonlySet<string>
  /** Bits of how a word is seen, by word. */
  contexts: ReadonlyMap<string, number>
}

const schema = z.object({
  abbreviations: z.array(z.string()),
  collocations: z.array(z.tuple([z.string(), z.string()])),
  starters: z.array(z.string()),
  /** A line for each word: the word, a tab, its bits. */
  contexts: z.string(),
})

let tables: PunktTables | undefined

export function punktTables(): PunktTables {
  return (tables ??= readTables())
}

function readTables(): PunktTables {
  const { abbreviations, collocations, starters, contexts } = schema.parse(unpackData(packed))
  return {
    abbreviations: new Set(abbreviations),
    collocations: new Set(collocations.map((pair) => pair.join('\t'))),
    starters: new Set(starters),
    contexts: new Map(
      contexts.split('\n').map((line) => {
        const [word = '', bits = ''] = line.split('\t')
        return [word, Number(bits)]
      }),
    ),
  }
}
