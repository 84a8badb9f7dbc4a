/** A small flow for looking at the editor: the mock-up's three nodes, a note, and one wire that is broken. */
import { emptyFlow, type ComponentSpec, type Flow } from '@evalflow/graph'
import type { NodeRun } from '../src/index.ts'

const base = { version: 1, keywords: [], fields: [] } as const

export const devSpecs: readonly ComponentSpec[] = [
  {
    ...base,
    type: 'dataset-creator',
    title: 'Dataset Creator',
    summary: 'Rows, files or a hub URL → dataset',
    category: 'data',
    icon: 'database',
    keywords: ['csv', 'json', 'upload'],
    inputs: [{ id: 'rows', type: 'rows', label: 'rows' }],
    outputs: [{ id: 'dataset', type: 'dataset', label: 'dataset' }],
    fields: [{ id: 'file', label: 'Rows', kind: 'text', default: '' }],
  },
  {
    ...base,
    type: 'data-preparation',
    title: 'Data Preparation',
    summary: 'Map, filter, sample, split',
    category: 'data',
    icon: 'sliders',
    inputs: [{ id: 'rows', type: 'rows', label: 'rows' }],
    outputs: [{ id: 'rows', type: 'rows', label: 'rows' }],
  },
  {
    ...base,
    type: 'existing-dataset',
    title: 'Existing Dataset',
    summary: 'Pick from the data store',
    category: 'data',
    icon: 'link',
    inputs: [],
    outputs: [{ id: 'dataset', type: 'dataset', label: 'dataset' }],
  },
  {
    ...base,
    type: 'evaluator',
    title: 'Evaluator',
    summary: 'Config × dataset × target → scores',
    category: 'evaluate',
    icon: 'gauge',
    keywords: ['evaluate', 'score', 'metric'],
    inputs: [
      { id: 'dataset', type: 'dataset', label: 'dataset' },
      { id: 'target', type: 'target', label: 'target', required: true },
    ],
    outputs: [{ id: 'result', type: 'result', label: 'result' }],
    fields: [{ id: 'config', label: 'Config', kind: 'text', default: '' }],
  },
  {
    ...base,
    type: 'model-target',
    title: 'Model Target',
    summary: 'Endpoint, local model, deployment',
    category: 'evaluate',
    icon: 'box',
    inputs: [],
    outputs: [{ id: 'target', type: 'target', label: 'target' }],
    fields: [{ id: 'model', label: 'Model', kind: 'text', default: '' }],
  },
  {
    ...base,
    type: 'results',
    title: 'Results',
    summary: 'Table, intervals, distribution',
    category: 'results',
    icon: 'chart',
    inputs: [{ id: 'results', type: 'result', label: 'results', list: true }],
    outputs: [],
  },
  {
    ...base,
    type: 'compare',
    title: 'Compare Runs',
    summary: 'Paired difference, flips',
    category: 'results',
    icon: 'compare',
    keywords: ['diff'],
    inputs: [{ id: 'results', type: 'result', label: 'results', list: true }],
    outputs: [{ id: 'rows', type: 'rows', label: 'rows' }],
  },
  {
    ...base,
    type: 'gate',
    title: 'Gate',
    summary: 'Pass or fail a threshold',
    category: 'results',
    icon: 'flag',
    inputs: [{ id: 'result', type: 'result', label: 'result' }],
    outputs: [],
  },
  {
    ...base,
    type: 'note',
    title: 'Note',
    summary: 'Markdown on the canvas',
    category: 'canvas',
    icon: 'note',
    inputs: [],
    outputs: [],
    fields: [{ id: 'text', label: 'Text', kind: 'multiline', default: '' }],
  },
]

export function devFlow(empty: boolean): Flow {
  const flow = emptyFlow({ id: 'dev', name: 'Support answers, two models' })
  if (empty) return flow
  add('data', 'dataset-creator', 0, 0, { file: 'support.jsonl' })
  add('model', 'model-target', 0, 260, { model: 'smollm2-135m-instruct' })
  add('eval', 'evaluator', 360, 40, { config: 'support_template' })
  add('results', 'results', 720, 40, {})
  add('old', 'sentiment-probe', 720, 260, {})
  add('note', 'note', 360, 480, {
    text: '## Read me\nScores with **n below 100** are *not* to be trusted. See [the guide](https://example.org).\n- one\n- two',
  })
  wire('data', 'dataset', 'eval', 'dataset')
  wire('model', 'target', 'eval', 'target')
  wire('eval', 'result', 'results', 'results')
  wire('eval', 'result', 'old', 'scores')
  return flow

  function add(id: string, type: string, x: number, y: number, values: Record<string, string>): void {
    flow.nodes[id] = { id, type, version: 1, values }
    flow.layout.nodes[id] = { x, y }
  }
  function wire(from: string, out: string, to: string, into: string): void {
    const id = `${from}-${to}`
    flow.edges[id] = { id, source: { node: from, port: out }, target: { node: to, port: into } }
  }
}

export const devRuns: Record<string, NodeRun> = {
  data: { node: 'data', state: 'done', startedAt: '2026-11-21T12:00:00Z', finishedAt: '2026-11-21T12:00:01.2Z' },
  model: { node: 'model', state: 'done', cached: true },
  eval: { node: 'eval', state: 'running', progress: { done: 842, total: 1318 } },
  results: { node: 'results', state: 'waiting' },
}
