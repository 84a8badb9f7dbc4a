/** Rules L1 and L2: an edit changes the keys that hold it, and a node drawn here is one that Langflow can show. */
import { describe, expect, it } from 'vitest'
import type { Flow, FlowNode, JsonValue, NodeLayout } from '../flow.ts'
import { newFlow } from '../sample-flows.ts'
import { sampleIndex as specs } from '../sample-specs.ts'
import { exportLangflow } from './export-langflow.ts'
import { importLangflow } from './import-langflow.ts'
import { genericNode, langflowEdge, sampleFile } from './sample-files.ts'

const NOTE = 'note-0MDGm'
const CHAT = 'ChatInput-insg9'
type Raw = Record<string, JsonValue> & { data: Record<string, JsonValue> & { nodes: Raw[]; edges: Raw[] } }
const written = (flow: Flow, withSpecs = false) =>
  JSON.parse(JSON.stringify(exportLangflow(flow, withSpecs ? specs : undefined))) as Raw
const nodeIn = (file: Raw, id: string) => file.data.nodes.find((node) => node['id'] === id)

/** The sample after `place` was given to a node; what differs in it from the node as it came. */
function placed(id: string, change: (place: NodeLayout) => NodeLayout): [Raw, Raw] {
  const { flow } = importLangflow(sampleFile())
  const { [id]: before = { x: 0, y: 0 } } = flow.layout.nodes
  const layout = { ...flow.layout, nodes: { ...flow.layout.nodes, [id]: change(before) } }
  const expected = structuredClone(sampleFile()) as Raw
  return [written({ ...flow, layout }), expected]
}

describe('the place of a node from Langflow', () => {
  it.each([
    ['to the side', { x: 7, y: -40 }],
    ['down', { x: 120.5, y: 9 }],
  ])('[L2] moved %s is written to both keys that say it', (_way, to) => {
    const [file, expected] = placed(CHAT, () => to)

    Object.assign(nodeIn(expected, CHAT) ?? {}, { position: to, positionAbsolute: to })
    expect(file).toEqual(expected)
  })

  it('[L2] is written to the one key that was there', () => {
    const [file, expected] = placed(NOTE, (place) => ({ ...place, x: 5 }))

    Object.assign(nodeIn(expected, NOTE) ?? {}, { position: { x: 5, y: 0 } })
    expect(file).toEqual(expected)
  })

  it.each<[string, (place: NodeLayout) => NodeLayout, object]>([
    ['wider', (place) => ({ ...place, width: 310 }), { width: 310 }],
    ['higher', (place) => ({ ...place, height: 210 }), { height: 210 }],
    ['of no size of its own, which Langflow has no word for', ({ x, y }) => ({ x, y }), {}],
  ])('[L2] a note made %s', (_how, change, more) => {
    const [file, expected] = placed(NOTE, change)

    Object.assign(nodeIn(expected, NOTE) ?? {}, more)
    expect(file).toEqual(expected)
  })

  it('[L2] collapsed and opened again', () => {
    const [file, expected] = placed(CHAT, (place) => ({ ...place, collapsed: true }))

    Object.assign(nodeIn(expected, CHAT)?.data ?? {}, { showNode: false })
    expect(file).toEqual(expected)
    const again = importLangflow(file).flow
    expect(again.layout.nodes[CHAT]).toEqual({ x: 120.5, y: -40, collapsed: true })
    const { [CHAT]: _collapsed, ...others } = again.layout.nodes
    const open = { ...again, layout: { ...again.layout, nodes: { ...others, [CHAT]: { x: 120.5, y: -40 } } } }
    expect(written(open)).toEqual(sampleFile())
  })

  it('[L1] a node whose place was lost stays where it was', () => {
    const { flow } = importLangflow(sampleFile())

    expect(written({ ...flow, layout: { ...flow.layout, nodes: {} } })).toEqual(sampleFile())
  })
})

describe('the view and the words of the flow', () => {
  it.each([
    ['x', { x: 2, y: -3, zoom: 0.75 }],
    ['y', { x: 1.5, y: -4, zoom: 0.75 }],
    ['zoom', { x: 1.5, y: -3, zoom: 1 }],
  ])('[L2] another %s is written, beside what else the view holds', (_key, viewport) => {
    const file = sampleFile()
    const data = { ...(file['data'] as Record<string, JsonValue>), viewport: { x: 1.5, y: -3, zoom: 0.75, own: 1 } }
    const { flow } = importLangflow({ ...file, data })

    const after = written({ ...flow, layout: { ...flow.layout, viewport } })

    expect(after.data['viewport']).toEqual({ ...viewport, own: 1 })
    expect(written(flow).data['viewport']).toEqual({ x: 1.5, y: -3, zoom: 0.75, own: 1 })
  })

  it('[L1] a bare graph keeps its words to itself, and takes new ones', () => {
    const bare = { nodes: [genericNode('a', 'X', {})], edges: [], name: 5 }
    const { flow } = importLangflow(bare)

    expect(exportLangflow(flow)).toEqual(bare)
    expect(exportLangflow({ ...flow, name: 'N', description: 'D' })).toEqual({ ...bare, name: 'N', description: 'D' })
    expect(exportLangflow({ ...flow, description: 'D' })).toEqual({ ...bare, description: 'D' })
  })

  it('[L1] the eleventh flow of a list is written to its own place', () => {
    const files = Array.from({ length: 12 }, (_, n) => ({ ...sampleFile(), name: `Flow ${n}` }))
    const { flow } = importLangflow(files, { index: 11 })

    const after = exportLangflow({ ...flow, name: 'New' }) as Raw[]

    expect(after.map((file) => file['name'])).toEqual([...files.slice(0, 11).map(({ name }) => name), 'New'])
  })

  it('[L1] what is kept of a file does not hold the graph a second time', () => {
    const { flow } = importLangflow([{ name: 'A', data: { nodes: [], edges: [] } }, sampleFile()], { index: 1 })

    const { file } = (flow.foreign as { langflow: { file: Raw[] } }).langflow

    expect(file[1]?.data).toEqual({ viewport: { x: 1.5, y: -3, zoom: 0.75 } })
    expect(file[0]?.data).toEqual({ nodes: [], edges: [] })
  })
})

const drawn = (node: Partial<FlowNode>, place?: NodeLayout): Flow => {
  const whole: FlowNode = { id: 'n', type: 'evaluator', version: 2, values: {}, ...node }
  return { ...newFlow(), nodes: { n: whole }, layout: { nodes: place ? { n: place } : {} } }
}
const nodeFrom = (flow: Flow, withSpecs = true) => nodeIn(written(flow, withSpecs), 'n')

describe('a flow drawn here', () => {
  it('[L2] is a file that Langflow knows', () => {
    expect(written(newFlow())).toEqual({
      name: 'Flow',
      description: newFlow().description,
      is_component: false,
      data: { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } },
    })
    const layout = { nodes: {}, viewport: { x: 1, y: 2, zoom: 3 } }
    expect(written({ ...newFlow(), layout }).data['viewport']).toEqual({ x: 1, y: 2, zoom: 3 })
  })

  it('[L2] a node has its outputs, its words and all that we know of it', () => {
    expect(nodeFrom(drawn({ values: { mode: 'b' }, frozen: true }, { x: 3, y: 4, collapsed: true }))).toEqual({
      id: 'n',
      type: 'genericNode',
      position: { x: 3, y: 4 },
      data: {
        id: 'n',
        type: 'NVIDIANeMoEvaluator',
        showNode: false,
        node: {
          template: { _type: 'Component' },
          outputs: [{ name: 'result', display_name: 'Result', types: ['Data'] }],
          base_classes: ['Data'],
          display_name: 'Evaluator',
          description: '',
        },
        evalflow: { type: 'evaluator', version: 2, values: { mode: 'b' }, frozen: true },
      },
    })
  })

  it('[L2] a node of an unknown kind and without a place is written by its type', () => {
    const node = nodeFrom(drawn({ type: 'acme/own', name: 'Mine' }), false)

    expect(node).toMatchObject({ position: { x: 0, y: 0 }, data: { type: 'acme/own', node: { outputs: [] } } })
    expect(node?.data['node']).toMatchObject({ display_name: 'Mine' })
    expect(nodeFrom(drawn({ type: 'acme/own' }), false)?.data['node']).toMatchObject({ display_name: 'acme/own' })
    expect(node?.data).not.toHaveProperty('showNode')
    expect(node?.data['evalflow']).toEqual({ type: 'acme/own', version: 2, values: {}, name: 'Mine' })
  })

  it('[L2] a note is a note there', () => {
    const note = { type: 'note', version: 1, values: { text: '# Hi' } }

    expect(nodeFrom(drawn(note, { x: 1, y: 2, width: 30, height: 40 }))).toEqual({
      id: 'n',
      type: 'noteNode',
      position: { x: 1, y: 2 },
      width: 30,
      height: 40,
      data: {
        id: 'n',
        type: 'note',
        node: { description: '# Hi', display_name: '', documentation: '', template: {} },
        evalflow: note,
      },
    })
    const bare = nodeFrom(drawn({ ...note, values: { text: 5 } }, { x: 1, y: 2, width: 30 }))
    expect(bare).not.toHaveProperty('width')
    expect(bare?.data['node']).toMatchObject({ description: '' })
    expect(nodeFrom(drawn({ ...note, values: {} }))).toMatchObject({ position: { x: 0, y: 0 } })
  })

  it('[L5] a secret that somebody wrote into a field stays here', () => {
    const node = nodeFrom(drawn({ type: 'target', values: { key: 'sk-0123456789abcdef0123', headers: {} } }))

    expect(node?.data['evalflow']).toEqual({ type: 'target', version: 2, values: { headers: {} } })
  })

  it('[L2] a wire says both ends as Langflow does, of every kind of node', () => {
    const nodes = {
      a: { id: 'a', type: 'dataset-creator', version: 1, values: {} },
      b: { id: 'b', type: 'acme/own', version: 1, values: {} },
    }
    const there = { id: 'w', source: { node: 'a', port: 'dataset' }, target: { node: 'b', port: 'in' } }
    const back = { id: 'v', source: { node: 'b', port: 'out' }, target: { node: 'a', port: 'rows' } }

    const [first, second] = written({ ...newFlow(), nodes, edges: { w: there, v: back } }).data.edges

    expect(first?.data).toEqual({
      sourceHandle: { dataType: 'NVIDIANeMoDatasetCreator', id: 'a', name: 'dataset_info', output_types: ['Data'] },
      targetHandle: { fieldName: 'in', id: 'b', inputTypes: ['Data'], type: 'other' },
    })
    expect(second?.data).toEqual({
      sourceHandle: { dataType: 'acme/own', id: 'b', name: 'out', output_types: ['Data'] },
      targetHandle: { fieldName: 'data', id: 'a', inputTypes: ['Data'], type: 'other' },
    })
  })
})

describe('edits of nodes from Langflow', () => {
  const edited = (id: string, change: Partial<FlowNode>): [Raw, Raw] => {
    const { flow } = importLangflow(sampleFile())
    const node = flow.nodes[id]
    if (!node) throw new Error(`the sample has no node ${id}`)
    return [
      written({ ...flow, nodes: { ...flow.nodes, [id]: { ...node, ...change } } }),
      structuredClone(sampleFile()) as Raw,
    ]
  }

  it('[L2] a field that its component lacks travels in a record of ours', () => {
    const [file, expected] = edited(CHAT, { values: { text: 'T', mode: 'b' } })

    const own = { type: 'langflow:ChatInput', version: 1, values: { text: 'T', mode: 'b' }, name: 'My ChatInput' }
    Object.assign(nodeIn(expected, CHAT)?.data ?? {}, { evalflow: own })
    expect(file).toEqual(expected)
    expect(importLangflow(file).flow.nodes[CHAT]).toMatchObject({ values: { text: 'T', mode: 'b' } })
  })

  it('[L2] another value of a note than its text does too', () => {
    const [file] = edited(NOTE, { values: { text: '[x](javascript:alert(1))', colour: 'blue' } })

    expect(nodeIn(file, NOTE)?.data['node']).toMatchObject({ description: '[x](javascript:alert(1))' })
    expect(nodeIn(file, NOTE)?.data['evalflow']).toMatchObject({ values: { colour: 'blue' } })
  })

  it('[L2] a name taken back is the bare type again', () => {
    const [file, expected] = edited(CHAT, {})
    expect(file).toEqual(expected)
    const { flow } = importLangflow(sampleFile())
    const { name: _name, ...nameless } = flow.nodes[CHAT] ?? { id: CHAT, type: '', version: 1, values: {} }

    const after = written({ ...flow, nodes: { ...flow.nodes, [CHAT]: nameless } })

    expect(nodeIn(after, CHAT)?.data['node']).toMatchObject({ display_name: 'ChatInput' })
    expect(nodeIn(after, CHAT)?.data).not.toHaveProperty('evalflow')
  })

  it('[L2] thawed again, it says so', () => {
    const [frozen] = edited(CHAT, { frozen: true })
    const { flow } = importLangflow(frozen)
    const { frozen: _frozen, ...thawed } = flow.nodes[CHAT] ?? { id: CHAT, type: '', version: 1, values: {} }

    expect(nodeIn(frozen, CHAT)?.data['node']).toMatchObject({ frozen: true })
    expect(written({ ...flow, nodes: { ...flow.nodes, [CHAT]: thawed } })).toEqual(sampleFile())
  })

  it('[L2] a moved wire keeps what the handle of its other end said', () => {
    const nodes = [genericNode('a', 'X', {}), genericNode('b', 'X', {}), genericNode('c', 'X', {})]
    const { flow } = importLangflow({ data: { nodes, edges: [langflowEdge('a', 'b', { field: 'q' })] } })
    const wire = flow.edges['langflow-1']
    if (!wire) throw new Error('the wire was not drawn')

    const [moved] = written({ ...flow, edges: { w: { ...wire, target: { node: 'c', port: 'q' } } } }).data.edges

    expect(moved?.data).toEqual({
      sourceHandle: { dataType: 'X', id: 'a', name: 'out', output_types: ['Data'] },
      targetHandle: { fieldName: 'q', id: 'c', inputTypes: ['Data', 'DataFrame'], type: 'other' },
    })
    expect(moved).toMatchObject({ animated: false, target: 'c' })
  })
})
