/** Flows of the proofs: Dataset Creator → Evaluator ← Model Target, as a person would draw them. */
import { ask } from './api.ts'

export interface Row {
  prompt: string
  ideal_response: string
}

export interface EvaluationParams {
  parallelism: number
  /** Further attempts after the first. */
  max_retries: number
  /** Seconds. */
  request_timeout: number
}

/** Values of a Model Target node. */
export type TargetValues =
  | { kind: 'endpoint'; url: string; model_id: string }
  | { kind: 'pick'; target: string }
  | { kind: 'deployment'; deployment?: string }
  | Record<never, never>

/** Stores `{name}_template`: word overlap and equality with `ideal_response`. */
export async function createTemplate(url: string, name: string, params: EvaluationParams): Promise<void> {
  await ask(`${url}/v1/evaluation/configs`, {
    body: {
      namespace: 'default',
      name: `${name}_template`,
      type: 'similarity_metrics',
      params: { ...params, max_tokens: 16, temperature: 0 },
      tasks: {
        template_task: {
          type: 'default',
          dataset: { files_url: 'hf://datasets/template/placeholder' },
          metrics: { accuracy: { type: 'accuracy' }, f1: { type: 'f1' } },
        },
      },
    },
  })
}

/** The document, with config `default/{name}_template` and a dataset called as the flow. */
export function toFlow(name: string, rows: readonly Row[], target: TargetValues): Record<string, unknown> {
  const nodes = [
    toNode('dataset', 'dataset-creator', {
      name,
      source: { text: rows.map((row) => JSON.stringify(row)).join('\n'), format: 'jsonl' },
    }),
    toNode('model', 'model-target', target),
    toNode('evaluator', 'evaluator', { config: `default/${name}_template` }),
  ]
  const edges = [toEdge('dataset', 'dataset'), toEdge('model', 'target')]
  return {
    schema: 'evalflow.flow/1',
    id: name,
    name,
    description: '',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    edges: Object.fromEntries(edges.map((edge) => [edge.id, edge])),
    groups: {},
    layout: { nodes: { dataset: { x: 0, y: 0 }, model: { x: 0, y: 400 }, evaluator: { x: 420, y: 60 } } },
  }
}

/** Stores the flow; resolves to the id that the server gave it. */
export async function createFlow(url: string, flow: Record<string, unknown>): Promise<string> {
  return (await ask<{ id: string }>(`${url}/api/flows`, { body: { flow } })).id
}

function toNode(id: string, type: string, values: Record<string, unknown>) {
  return { id, type, version: 1, values }
}

function toEdge(source: 'dataset' | 'model', port: 'dataset' | 'target') {
  return {
    id: `${source}-evaluator`,
    source: { node: source, port },
    target: { node: 'evaluator', port },
  }
}
