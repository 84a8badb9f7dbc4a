/**
 * Starter flows: whole evaluations as data, ready to run on the local model.
 *
 * A starter is plain JSON: nodes, wires and the evaluation configs that its nodes name. The only things filled in when it
 * is opened are the model to ask (`$model`) and the reader's language for its name and note (`$note`).
 */
import { createConfigBody, type ConfigBody } from '@evalflow/configs'
import { findEvaluationForm } from '@evalflow/evaluations/fields'
import { defaultValues, emptyFlow, type Flow, type JsonValue } from '@evalflow/graph'

export type StarterId = 'first' | 'prompts' | 'models' | 'judge' | 'code' | 'harness' | 'gate' | 'split'

export interface StarterNode {
  id: string
  type: string
  /** CSS pixels on the canvas. */
  at: readonly [x: number, y: number]
  size?: readonly [width: number, height: number]
  name?: string
  values: Readonly<Record<string, JsonValue>>
}
export interface StarterConfig {
  /** Base of the name; `_template` is added where the type takes a dataset. */
  name: string
  /** Id of an evaluation type. */
  form: string
  /** Over the form's defaults. */
  values: Readonly<Record<string, JsonValue>>
}
export interface Starter {
  id: StarterId
  /** Needs the sandbox for generated code. */
  needsSandbox?: true
  configs: readonly StarterConfig[]
  nodes: readonly StarterNode[]
  /** `node.port > node.port`. */
  wires: readonly string[]
}
export interface StarterFill {
  /** Id of the model to ask. */
  model: string
  name: string
  description: string
  note: string
}

const NAMESPACE = 'default'
export const MODEL = '$model'
export const NOTE = '$note'

/** The document. Its ids are those of the starter; pasting it into another flow renews them. */
export function toStarterFlow(starter: Starter, fill: StarterFill): Flow {
  const flow: Flow = { ...emptyFlow({ id: starter.id, name: fill.name }), description: fill.description }
  for (const { id, type, at, size, name, values } of starter.nodes) {
    const node = {
      id,
      type,
      version: 1,
      values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fillIn(value, fill)])),
    }
    flow.nodes[id] = name === undefined ? node : { ...node, name }
    const place = { x: at[0], y: at[1] }
    flow.layout.nodes[id] = size ? { ...place, width: size[0], height: size[1] } : place
  }
  for (const wire of starter.wires) {
    const [from = '', to = ''] = wire.split(' > ')
    const id = `${from}-${to}`
    flow.edges[id] = { id, source: toPort(from), target: toPort(to) }
  }
  return flow
}

/** Bodies for `POST /v1/evaluation/configs`, made by the same rules as the dialog's. */
export function toStarterConfigs(starter: Starter, fill: StarterFill): ConfigBody[] {
  return starter.configs.map(({ name, form: id, values }) => {
    const form = findEvaluationForm(id)
    if (!form) throw new Error(`The starter "${starter.id}" needs the evaluation type "${id}", which is not installed.`)
    const filled = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fillIn(value, fill)]))
    return createConfigBody({
      name,
      namespace: NAMESPACE,
      description: fill.description,
      class: form.class,
      parts: form.toConfigParts({ ...defaultValues(form.fields), ...filled }),
    })
  })
}

function toPort(text: string): { node: string; port: string } {
  const [node = '', port = ''] = text.split('.')
  return { node, port }
}

/** Replaces `$model` and `$note` where they are a whole text or the end of one (`model:$model`). */
function fillIn(value: JsonValue, fill: StarterFill): JsonValue {
  if (typeof value !== 'string') return value
  if (value === NOTE) return fill.note
  return value.endsWith(MODEL) ? value.slice(0, -MODEL.length) + fill.model : value
}
