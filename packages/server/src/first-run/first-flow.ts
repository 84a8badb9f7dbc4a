/** The example that a new user finds: a flow as they would draw it, and the template config they would make for it. */
import { createConfigBody, type ConfigBody } from '@evalflow/configs'
import { findEvaluationForm } from '@evalflow/evaluations/fields'
import { defaultValues, FLOW_SCHEMA, type Flow, type FlowNode } from '@evalflow/graph'
import { sampleRows } from './sample-rows.ts'

export const FIRST_NAME = 'First evaluation'
const NAMESPACE = 'default'
const PROJECT = 'first-evaluation'
const DATASET = 'first-questions'
const CONFIG = 'first_evaluation'
// Three columns that stand side by side, at full size, on a screen of 1280 × 800 with the palette open.
const NODE_WIDTH = 268
const COLUMN = NODE_WIDTH + 56
/** Below the Dataset Creator, its three ports of a split included. */
const SECOND_ROW = 372
const NOTE_ROW = 292

export const firstProject = { namespace: NAMESPACE, name: PROJECT, description: FIRST_NAME }

/** Asks each question plainly; right if the answer contains the reference, with the share of common words beside it. */
export function createFirstConfig(): ConfigBody {
  const form = findEvaluationForm('custom')
  if (!form) throw new Error('The evaluation type "custom" is missing from the forms.')
  const values = {
    ...defaultValues(form.fields),
    messages: [{ role: 'user', content: '{{ item.prompt }} Answer with one word or number.' }],
    metrics: ['string-check', 'f1'],
    max_tokens: 24,
    temperature: 0,
    parallelism: 2,
  }
  return createConfigBody({
    name: CONFIG,
    namespace: NAMESPACE,
    project: `${NAMESPACE}/${PROJECT}`,
    description: 'General knowledge in one word. Made at the first start; change or delete it freely.',
    class: form.class,
    parts: form.toConfigParts(values),
  })
}

/** @param model id of the model to ask; a baseline is named as such in the note */
export function createFirstFlow(model: { id: string; label: string; isBaseline: boolean }): Flow {
  const config = `${NAMESPACE}/${createFirstConfig().name}`
  const text = sampleRows.map((row) => JSON.stringify(row)).join('\n')
  const nodes: FlowNode[] = [
    node('dataset', 'dataset-creator', { name: DATASET, source: { text, format: 'jsonl' } }),
    node('model', 'model-target', { target: `model:${model.id}` }),
    node('evaluator', 'evaluator', { config }),
    node('results', 'results', {}),
    node('note', 'note', { text: toNote(model) }),
  ]
  const edges = [
    edge('dataset', 'dataset', 'evaluator', 'dataset'),
    edge('model', 'target', 'evaluator', 'target'),
    edge('evaluator', 'result', 'results', 'results'),
  ]
  return {
    schema: FLOW_SCHEMA,
    id: 'first',
    name: FIRST_NAME,
    description: 'Asks a model forty short questions and scores the answers.',
    nodes: Object.fromEntries(nodes.map((item) => [item.id, item])),
    edges: Object.fromEntries(edges.map((item) => [item.id, item])),
    groups: {},
    layout: {
      nodes: {
        dataset: { x: 0, y: 0 },
        model: { x: 0, y: SECOND_ROW },
        evaluator: { x: COLUMN, y: 0 },
        results: { x: 2 * COLUMN, y: 0, width: NODE_WIDTH },
        note: { x: 2 * COLUMN, y: NOTE_ROW, width: NODE_WIDTH, height: 104 },
      },
    },
  }
}

function toNote({ label, isBaseline }: { label: string; isBaseline: boolean }): string {
  const begin = `Forty short questions are asked of **${label}**, and each answer is scored.`
  const baseline = 'This is a baseline, no language model: it gives an honest floor until the local model is there.'
  return `${begin}${isBaseline ? ` ${baseline}` : ''} Change anything and run again.`
}

function node(id: string, type: string, values: FlowNode['values']): FlowNode {
  return { id, type, version: 1, values }
}

function edge(source: string, sourcePort: string, target: string, targetPort: string) {
  return {
    id: `${source}-${target}`,
    source: { node: source, port: sourcePort },
    target: { node: target, port: targetPort },
  }
}
