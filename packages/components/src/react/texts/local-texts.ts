/**
 * Definitions say their texts in English, for the command line and for files; people read them in their language.
 * The English text is the key, so that a definition names nothing twice. A text without a translation is shown as it is:
 * a third party's component stays usable. That our own are complete is tested.
 */
import type { ComponentSpec, FieldSpec, PortSpec } from '@evalflow/graph'
import { registerWordings, type Language } from '@evalflow/ui'
import { componentsDe } from './components-de.ts'
import { evaluationsDe } from './evaluations-de.ts'

const say = registerWordings('definitions', { de: { ...evaluationsDe, ...componentsDe } })

export function localText(text: string, language: Language): string {
  return language === 'en' ? text : say(text, language)
}

/** A copy with label, help, placeholder, unit and options in `language`; ids and values stay. */
export function localField(field: FieldSpec, language: Language): FieldSpec {
  if (language === 'en') return field
  return {
    ...withTexts(field, ['label', 'help', 'placeholder', 'unit'], language),
    ...(field.options && {
      options: field.options.map((option) => withTexts(option, ['label', 'help', 'unavailable'], language)),
    }),
  }
}

/** A copy with title, summary, ports and fields in `language`. English title and summary stay findable as keywords. */
export function localSpec<Spec extends ComponentSpec>(spec: Spec, language: Language): Spec {
  if (language === 'en') return spec
  const port = (one: PortSpec) => withTexts(one, ['label', 'help'], language)
  return {
    ...withTexts(spec, ['title', 'summary'], language),
    keywords: [...spec.keywords, spec.title, spec.summary],
    inputs: spec.inputs.map(port),
    outputs: spec.outputs.map(port),
    fields: spec.fields.map((field) => localField(field, language)),
  }
}

function withTexts<Part extends object>(part: Part, keys: readonly (keyof Part)[], language: Language): Part {
  const copy = { ...part }
  for (const key of keys) {
    const text = part[key]
    if (typeof text === 'string') Object.assign(copy, { [key]: localText(text, language) })
  }
  return copy
}
