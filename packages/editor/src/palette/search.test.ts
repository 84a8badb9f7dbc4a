import type { ComponentSpec } from '@evalflow/graph'
import { expect, test } from 'vitest'
import { searchComponents } from './search.ts'

const make = (type: string, title: string, summary: string, keywords: string[] = []): ComponentSpec => ({
  type,
  title,
  summary,
  keywords,
  version: 1,
  category: 'data',
  icon: 'box',
  inputs: [],
  outputs: [],
  fields: [],
})
const specs = [
  make('dataset-creator', 'Dataset Creator', 'Rows, files or a hub URL → dataset', ['csv', 'upload']),
  make('evaluator', 'Evaluator', 'Config × dataset × target → scores', ['evaluate', 'metric']),
  make('model-target', 'Model Target', 'Endpoint, local model, deployment'),
  make('compare', 'Compare Runs', 'Paired difference, flips'),
]

test.each([
  ['evaluate', 'evaluator'],
  ['compare', 'compare'],
  ['csv', 'dataset-creator'],
  ['mt', 'model-target'],
  ['local model', 'model-target'],
  ['evltr', 'evaluator'],
])('%s finds %s first', (query, type) => expect(searchComponents(specs, query)[0]?.type).toBe(type))

test('finds nothing where nothing matches', () => expect(searchComponents(specs, 'zebra')).toEqual([]))
