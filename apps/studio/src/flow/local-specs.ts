/** All components, third parties' too: named in the reader's language, and how they look. */
import { componentRegistry } from '@evalflow/components'
import { componentViews, localSpec, plainView } from '@evalflow/components/react'
import type { NodeViews } from '@evalflow/editor'
import { createSpecIndex, type ComponentSpec, type SpecIndex } from '@evalflow/graph'
import { getLanguage, useLanguage, type Language } from '@evalflow/ui'
import { parseExtensionSpecs } from './extension-specs.ts'

const extensions = parseExtensionSpecs(document.getElementById('evalflow-components')?.textContent ?? '')
/** One per language, so that a switch costs no work twice. */
const indexes = new Map<Language, SpecIndex>()

export const studioViews: NodeViews = {
  ...componentViews,
  ...Object.fromEntries(extensions.map((spec) => [spec.type, plainView])),
}

export function localSpecs(language: Language = getLanguage()): SpecIndex {
  const known = indexes.get(language)
  if (known) return known
  const made = createSpecIndex(
    [...componentRegistry, ...extensions].map((spec: ComponentSpec) => localSpec(spec, language)),
  )
  indexes.set(language, made)
  return made
}

export const useLocalSpecs = (): SpecIndex => localSpecs(useLanguage())
