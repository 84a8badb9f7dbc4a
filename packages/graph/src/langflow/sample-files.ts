/** Files in Langflow's format, written for the tests of this package. Not exported from it. */
import type { JsonValue } from '../flow.ts'

type JsonObject = { [key: string]: JsonValue }

const text = (value: string, more: JsonObject = {}): JsonObject => ({
  _input_type: 'StrInput',
  advanced: false,
  dynamic: false,
  info: '<img src=x onerror=alert(1)>',
  name: 'x',
  placeholder: '',
  required: true,
  show: true,
  title_case: false,
  type: 'str',
  value,
  ...more,
})

export function genericNode(id: string, type: string, template: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    id,
    type: 'genericNode',
    position: { x: 120.5, y: -40 },
    positionAbsolute: { x: 120.5, y: -40 },
    measured: { width: 320, height: 400 },
    selected: false,
    dragging: false,
    data: {
      id,
      type,
      showNode: true,
      node: {
        template: { _type: 'Component', code: { type: 'code', value: 'import os\nos.system("echo œ")' }, ...template },
        outputs: [{ name: 'out', display_name: 'Out', types: ['Data'], value: '__UNDEFINED__', allows_loop: false }],
        base_classes: ['Data'],
        display_name: `My ${type}`,
        frozen: false,
        metadata: { code_hash: 'abc', module: 'x.y' },
        unknown_key: { nested: ['œ', 1, null, true] },
      },
    },
    ...more,
  }
}

const encode = (handle: JsonObject, spaced: boolean): string => {
  const entries = Object.entries(handle).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const json = JSON.stringify(Object.fromEntries(entries))
  return (spaced ? json.replaceAll('":', '": ').replaceAll(',"', ', "') : json).replaceAll('"', 'œ')
}

/** An edge in the compact spelling, or the spaced one that Python writes. */
export function langflowEdge(
  from: string,
  to: string,
  options: { spaced?: boolean; loop?: boolean; field?: string; output?: string } = {},
): JsonObject {
  const sourceHandle: JsonObject = { dataType: 'X', id: from, name: options.output ?? 'out', output_types: ['Data'] }
  const targetHandle: JsonObject = options.loop
    ? { dataType: 'Loop', id: to, name: 'item', output_types: ['Data'] }
    : { fieldName: options.field ?? 'data', id: to, inputTypes: ['Data', 'DataFrame'], type: 'other' }
  const compact = [encode(sourceHandle, false), encode(targetHandle, false)] as const
  return {
    id: `reactflow__edge-${from}${compact[0]}-${to}${compact[1]}`,
    source: from,
    target: to,
    sourceHandle: encode(sourceHandle, options.spaced ?? false),
    targetHandle: encode(targetHandle, options.spaced ?? false),
    data: { sourceHandle, targetHandle },
    animated: false,
    className: '',
    selected: false,
  }
}

const graph = (): JsonObject => ({
  nodes: [
    genericNode('ChatInput-insg9', 'ChatInput', { input_value: text('say œ "hi"') }),
    genericNode('NVIDIANeMoDatasetCreator-1', 'NVIDIANeMoDatasetCreator', {
      auth_token: text('NEMO_TOKEN', { password: true, load_from_db: true, _input_type: 'SecretStrInput' }),
      dataset_name: text('tickets'),
      description: text(''),
      namespace: text('team'),
    }),
    genericNode('NVIDIANeMoEvaluator-2', 'NVIDIANeMoEvaluator', {
      config: text('team/qa_template', { options: ['team/qa_template'], options_metadata: [{ icon: 'Settings' }] }),
      existing_dataset: text(''),
      target: text('team/llama'),
      namespace: text('team'),
      wait_for_completion: { type: 'bool', value: true },
    }),
    {
      id: 'note-0MDGm',
      type: 'noteNode',
      position: { x: 0, y: 0 },
      width: 300,
      height: 200,
      style: { width: 300, height: 200 },
      data: {
        id: 'note-0MDGm',
        type: 'note',
        node: {
          description: '[x](javascript:alert(1))',
          display_name: '',
          documentation: '',
          template: { backgroundColor: 'amber' },
        },
      },
    },
    genericNode(
      'GroupNode-3',
      'GroupNode',
      { inner: text('', { proxy: { id: 'Prompt-9', field: 'template' } }) },
      { selected: true },
    ),
    genericNode('LoopComponent-4', 'LoopComponent', {}),
  ],
  edges: [
    langflowEdge('ChatInput-insg9', 'NVIDIANeMoDatasetCreator-1', { spaced: true }),
    langflowEdge('NVIDIANeMoDatasetCreator-1', 'NVIDIANeMoEvaluator-2', { field: 'dataset', output: 'dataset_info' }),
    langflowEdge('GroupNode-3', 'LoopComponent-4'),
    langflowEdge('LoopComponent-4', 'LoopComponent-4', { loop: true }),
    langflowEdge('Gone-1', 'LoopComponent-4'),
    {
      id: 'old',
      source: 'ChatInput-insg9',
      target: 'LoopComponent-4',
      sourceHandle: 'ChatInput|Message',
      targetHandle: null,
    },
  ],
  viewport: { x: 1.5, y: -3, zoom: 0.75 },
})

/** One flow with everything: both spellings, `œ`, a group, a note, a loop, a wire to nothing, unknown keys. */
export function sampleFile(): JsonObject {
  const data = graph()
  const nodes = data['nodes'] as JsonObject[]
  const group = nodes[4]?.['data'] as JsonObject
  ;(group['node'] as JsonObject)['flow'] = {
    name: 'inner',
    data: { nodes: [genericNode('Prompt-9', 'Prompt', {})], edges: [], viewport: { x: 0, y: 0, zoom: 1 } },
  }
  return {
    id: 'b2a4',
    name: 'Evaluate tickets',
    description: 'Écrit à la main',
    endpoint_name: null,
    is_component: false,
    last_tested_version: '1.6.0',
    tags: ['nemo'],
    data,
    locked: false,
    something_new: { a: [1, 2.5, -1e-7] },
  }
}
