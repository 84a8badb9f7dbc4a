/** Which product wrote a file, from its shape alone (rule L6). */
import { isObject } from '../json.ts'

export type FlowFormat = 'evalflow' | 'langflow' | 'flowise' | 'n8n' | 'comfyui' | 'dify' | 'unknown'

/** What to tell a person who brings a file of another product. */
export const FOREIGN_PRODUCTS: Readonly<Partial<Record<FlowFormat, { name: string; hint: string }>>> = {
  flowise: {
    name: 'Flowise',
    hint: 'Build the evaluation with Evaluator and Model Target here, and give the chatflow as an endpoint.',
  },
  n8n: {
    name: 'n8n',
    hint: 'Its nodes run on n8n only. Build the evaluation here, and give the workflow as an endpoint.',
  },
  comfyui: { name: 'ComfyUI', hint: 'It describes the making of images, which Evalflow does not evaluate.' },
  dify: { name: 'Dify', hint: 'Publish the app in Dify and give its API here as a Model Target.' },
}

/** `input` is parsed JSON (or YAML). Never throws. */
export function detectFormat(input: unknown): FlowFormat {
  if (Array.isArray(input)) {
    return input.length > 0 && input.every((item) => detectFormat(item) === 'langflow') ? 'langflow' : 'unknown'
  }
  if (!isObject(input)) return 'unknown'
  if (typeof input['schema'] === 'string' && input['schema'].startsWith('evalflow.flow/')) return 'evalflow'
  const test = TESTS.find(([, matches]) => matches(input))
  return test?.[0] ?? 'unknown'
}

type Doc = Record<string, unknown>

const listOf = (value: unknown): Doc[] => (Array.isArray(value) ? value.filter(isObject) : [])
const has = (value: unknown, ...keys: string[]): boolean =>
  isObject(value) && keys.every((key) => Object.hasOwn(value, key))

function isFlowise(doc: Doc): boolean {
  if (typeof doc['flowData'] === 'string' || listOf(doc['ChatFlow']).length > 0 || listOf(doc['AgentFlow']).length > 0)
    return true
  return listOf(doc['nodes']).some(
    ({ type, data }) =>
      type === 'customNode' ||
      type === 'agentFlow' ||
      (type === 'stickyNote' &&
        isObject(data) &&
        ['inputParams', 'inputAnchors', 'outputAnchors'].some((key) => Object.hasOwn(data, key))),
  )
}

function isN8n(doc: Doc): boolean {
  if (!isObject(doc['connections'])) return false
  const nodes = listOf(doc['nodes'])
  return (
    Array.isArray(doc['nodes']) &&
    nodes.every((node) => has(node, 'type', 'parameters') || has(node, 'type', 'typeVersion'))
  )
}

function isComfyUi(doc: Doc): boolean {
  if (
    has(doc, 'nodes', 'links') &&
    ['last_node_id', 'last_link_id', 'version', 'extra'].some((key) => Object.hasOwn(doc, key))
  )
    return true
  const parts = Object.values(doc)
  return parts.length > 0 && parts.every((part) => has(part, 'class_type', 'inputs'))
}

function isDify(doc: Doc): boolean {
  return (doc['kind'] === 'app' && isObject(doc['app'])) || (isObject(doc['app']) && has(doc['workflow'], 'graph'))
}

function isLangflow(doc: Doc): boolean {
  if (Array.isArray(doc['flows']))
    return doc['flows'].length > 0 && doc['flows'].every((flow) => isObject(flow) && isLangflow(flow))
  const graph = isObject(doc['data']) ? doc['data'] : doc
  if (!Array.isArray(graph['nodes']) || !Array.isArray(graph['edges'])) return false
  // Only Langflow wraps its graph in `data`; a bare graph must show its nodes.
  return (
    graph !== doc ||
    listOf(graph['nodes']).some(({ type, data }) => type === 'genericNode' || type === 'noteNode' || has(data, 'node'))
  )
}

const TESTS: readonly (readonly [FlowFormat, (doc: Doc) => boolean])[] = [
  ['flowise', isFlowise],
  ['n8n', isN8n],
  ['dify', isDify],
  ['langflow', isLangflow],
  ['comfyui', isComfyUi],
]
