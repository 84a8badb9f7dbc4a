import { describe, expect, it } from 'vitest'
import { parseExtensionSpecs } from './extension-specs.ts'

const spec = {
  type: 'acme/word-count',
  version: 1,
  title: 'Word Count',
  summary: 'Counts words',
  category: 'data',
  keywords: [],
  icon: 'hash',
  inputs: [],
  outputs: [],
  fields: [],
}

describe('parseExtensionSpecs', () => {
  it('reads what the server wrote', () => {
    expect(parseExtensionSpecs(JSON.stringify([spec]))).toEqual([spec])
  })

  it.each([
    ['no element', ''],
    ['a page that no server filled', '__COMPONENTS__'],
    ['none', '[]'],
  ])('finds nothing in %s', (_case, text) => {
    expect(parseExtensionSpecs(text)).toEqual([])
  })

  it('refuses one that stands in for a built-in component', () => {
    expect(() => parseExtensionSpecs(JSON.stringify([{ ...spec, type: 'evaluator' }]))).toThrow(/vendor\/component/)
  })
})
