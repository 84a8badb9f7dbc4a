import { componentRegistry } from '@evalflow/components'
import { evaluationForms } from '@evalflow/evaluations/fields'
import type { FieldSpec } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { componentsDe } from './components-de.ts'
import { evaluationsDe } from './evaluations-de.ts'
import { localField, localSpec } from './local-texts.ts'

/** Names, units and examples that German writes as English does. */
const SAME = new Set(
  (
    'Dataset Creator|Evaluator|Format|JUnit|OpenAI|NIM|Llama Stack|HTML|Markdown|CSV|JSON|Text|Version|default|train|' +
    'validation|test|Prompt|BLEU|ROUGE|BERTScore|MT-bench|HumanEval|MBPP|HumanEval+|MBPP+|MultiPL-E Python|' +
    'MultiPL-E JavaScript|MultiPL-E TypeScript|Chat|Top p|Top k|s|%|BigCode Evaluation Harness|' +
    'LM Evaluation Harness|namespace/model'
  ).split('|'),
)
/** Placeholders that are examples of what is typed: code, names, addresses. */
const isExample = (text: string) => /[={}/]|^[a-z-]+(, [a-z-]+)*$/.test(text)

const fieldTexts = (field: FieldSpec): (string | undefined)[] => [
  field.label,
  field.help,
  field.unit,
  field.placeholder !== undefined && isExample(field.placeholder) ? undefined : field.placeholder,
  ...(field.options ?? []).flatMap((option) => [option.label, option.help, option.unavailable]),
]
const words = (texts: readonly (string | undefined)[]) =>
  new Set(texts.filter((text) => text !== undefined && /\p{L}/u.test(text)))

describe('texts of definitions in German', () => {
  it('are there for each component and each evaluation type', () => {
    const said = words([
      ...componentRegistry.flatMap((spec) => [
        spec.title,
        spec.summary,
        ...[...spec.inputs, ...spec.outputs].flatMap((port) => [port.label, port.help]),
        ...spec.fields.flatMap(fieldTexts),
      ]),
      ...evaluationForms.flatMap((form) => [
        form.title,
        form.summary,
        form.unavailable,
        ...form.fields.flatMap(fieldTexts),
      ]),
    ])
    const known = { ...componentsDe, ...evaluationsDe }
    expect([...said].filter((text) => known[text ?? ''] === undefined && !SAME.has(text ?? ''))).toEqual([])
  })

  it('leave English, ids, values and what is unknown alone', () => {
    const field: FieldSpec = {
      id: 'rows',
      label: 'Rows',
      kind: 'choice',
      help: 'Something of a third party.',
      options: [{ value: 'contains', label: 'contains' }],
    }
    expect(localField(field, 'en')).toBe(field)
    expect(localField(field, 'de')).toEqual({
      ...field,
      label: 'Zeilen',
      options: [{ value: 'contains', label: 'enthält' }],
    })
  })

  it('keep the English title findable', () => {
    const gate = componentRegistry.find((spec) => spec.type === 'gate')
    if (!gate) throw new Error('there is a gate')
    const german = localSpec(gate, 'de')
    expect(german.title).toBe('Schranke')
    expect(german.keywords).toContain('Gate')
    expect(german.outputs.map((port) => port.id)).toEqual(gate.outputs.map((port) => port.id))
  })
})
