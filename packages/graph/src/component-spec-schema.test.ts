import { describe, expect, it } from 'vitest'
import { componentSpecSchema } from './component-spec-schema.ts'
import { sampleSpecs } from './sample-specs.ts'

const port = { id: 'rows', type: 'rows', label: 'Rows' }
const field = { id: 'name', label: 'Name', kind: 'text' }
const spec = {
  type: 'acme/word-count',
  version: 1,
  title: 'Word count',
  summary: 'Counts words',
  category: 'data',
  keywords: ['words'],
  icon: 'hash',
  inputs: [{ ...port, help: 'What is counted', list: true, required: false }],
  outputs: [port],
  fields: [
    {
      ...field,
      help: 'Shown below',
      placeholder: '',
      default: { any: [1, null] },
      required: true,
      min: 0,
      max: 1,
      step: 0.5,
      integer: false,
      unit: 's',
      maxLength: 1,
      options: [{ value: '', label: 'None', help: 'Nothing', unavailable: 'Not here' }],
      source: 'models',
      visibleWhen: { all: [{ field: 'mode', is: ['a', null] }, { all: [] }] },
      advanced: true,
    },
  ],
}
const pathsOf = (input: unknown): string[] =>
  componentSpecSchema.safeParse(input).error?.issues.map(({ path }) => path.join('.')) ?? []

describe('componentSpecSchema', () => {
  it('takes a spec as it is, with every field it may have', () => {
    expect(componentSpecSchema.parse(spec)).toStrictEqual(spec)
    expect(componentSpecSchema.parse({ ...spec, inputs: [], outputs: [], fields: [], keywords: [] }).fields).toEqual([])
  })

  it('leaves code out, which nobody can send', () => {
    const sent = { ...spec, migrate: 'x', run: 'x', fields: [{ ...field, schema: 'x' }] }

    expect(componentSpecSchema.parse(sent)).toStrictEqual({ ...spec, fields: [field] })
  })

  it('takes no name of ours: a third party has its vendor before the slash', () => {
    for (const own of sampleSpecs) expect(pathsOf({ ...spec, type: own.type })).toEqual(['type'])
  })

  it.each<[string, object]>([
    ['type', { type: 'Acme/word' }],
    ['type', { type: 'x acme/word' }],
    ['type', { type: 'acme/word-Count' }],
    ['type', { type: `acme/${'w'.repeat(65)}` }],
    ['type', { type: `${'a'.repeat(65)}/w` }],
    ['version', { version: 0 }],
    ['version', { version: 1.5 }],
    ['title', { title: '' }],
    ['title', { title: 'x'.repeat(301) }],
    ['summary', { summary: '' }],
    ['category', { category: 'other' }],
    ['keywords.0', { keywords: [1] }],
    ['icon', { icon: null }],
    ['inputs', { inputs: {} }],
    ['inputs.0.type', { inputs: [{ ...port, type: 'image' }] }],
    ['inputs.0.id', { inputs: [{ ...port, id: 'Rows' }] }],
    ['outputs.0.id', { outputs: [{ ...port, id: '__proto__' }] }],
    ['outputs.0.id', { outputs: [{ ...port, id: `a${'b'.repeat(64)}` }] }],
    ['outputs.0.id', { outputs: [{ ...port, id: 'a b' }] }],
    ['outputs.0.label', { outputs: [{ ...port, label: '' }] }],
    ['fields.0.kind', { fields: [{ ...field, kind: 'html' }] }],
    ['fields.0.placeholder', { fields: [{ ...field, placeholder: 'x'.repeat(301) }] }],
    ['fields.0.step', { fields: [{ ...field, step: 0 }] }],
    ['fields.0.unit', { fields: [{ ...field, unit: 'x'.repeat(21) }] }],
    ['fields.0.maxLength', { fields: [{ ...field, maxLength: 0 }] }],
    ['fields.0.maxLength', { fields: [{ ...field, maxLength: 1.5 }] }],
    ['fields.0.default', { fields: [{ ...field, default: undefined }] }],
    ['fields.0.options.0.label', { fields: [{ ...field, options: [{ value: 'a' }] }] }],
    ['fields.0.visibleWhen', { fields: [{ ...field, visibleWhen: {} }] }],
    ['fields.0.visibleWhen', { fields: [{ ...field, visibleWhen: { field: 'a' } }] }],
    ['fields.0.visibleWhen.all.0.field', { fields: [{ ...field, visibleWhen: { all: [{ field: 'Mode', is: [] }] } }] }],
  ])('refuses a wrong %s: %o', (path, wrong) => {
    expect(pathsOf({ ...spec, ...wrong })).toEqual([path])
  })
})
