/** The components as the reader's language names them; one index per language, so that a switch costs no work twice. */
import { componentRegistry } from '@evalflow/components'
import { localSpec } from '@evalflow/components/react'
import { createSpecIndex, type SpecIndex } from '@evalflow/graph'
import { getLanguage, useLanguage, type Language } from '@evalflow/ui'

const indexes = new Map<Language, SpecIndex>()

export function localSpecs(language: Language = getLanguage()): SpecIndex {
  const known = indexes.get(language)
  if (known) return known
  const made = createSpecIndex(componentRegistry.map((spec) => localSpec(spec, language)))
  indexes.set(language, made)
  return made
}

export const useLocalSpecs = (): SpecIndex => localSpecs(useLanguage())
