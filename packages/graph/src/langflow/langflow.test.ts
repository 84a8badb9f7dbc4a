import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { fromCanonical, toCanonicalJson } from '../canonical.ts'
import { paste } from '../commands/clipboard.ts'
import { connect, reconnect } from '../commands/edges.ts'
import { group } from '../commands/groups.ts'
import { addNode, moveNodes, removeNodes, renameNode, setFlowInfo, setFrozen, setValue } from '../commands/nodes.ts'
import { brokenEdges } from '../connections.ts'
import { GraphError } from '../errors.ts'
import type { Flow, JsonValue } from '../flow.ts'
import { createFragment } from '../fragment.ts'
import { parseFlow } from '../parse-flow.ts'
import { applyPatches } from '../patches.ts'
import { changeFor, countingIds, stepArbitrary } from '../sample-flows.ts'
import { createSpecIndex } from '../spec-index.ts'
import { sampleIndex as specs, sampleSpecs } from '../sample-specs.ts'
import { detectFormat } from './detect-format.ts'
import { exportLangflow } from './export-langflow.ts'
import { importFlowFile } from './import-flow-file.ts'
import { importLangflow } from './import-langflow.ts'
import { genericNode, langflowEdge, sampleFile } from './sample-files.ts'

// Properties run hundreds of cases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const EVALUATOR = 'NVIDIANeMoEvaluator-2'
const imported = () => importLangflow(sampleFile())
type Raw = Record<string, JsonValue> & { data: Record<string, JsonValue> & { nodes: Raw[]; edges: Raw[] } }

/** The Langflow file after `patches` were made here. */
function exported(flow: Flow): Raw {
  return JSON.parse(JSON.stringify(exportLangflow(flow))) as Raw
}
const nodeIn = (file: Raw, id: string): Raw | undefined => file.data.nodes.find((node) => node['id'] === id)

describe('Langflow round trip', () => {
  it.each<[string, JsonValue]>([
    ['a flow', sampleFile()],
    ['a bare graph', sampleFile()['data'] ?? null],
    ['a list of flows', [sampleFile(), { ...sampleFile(), name: 'Second' }]],
    ['a project', { folder_name: 'P', folder_description: '', flows: [sampleFile(), sampleFile()] }],
    ['a single component', { ...sampleFile(), is_component: true }],
    ['an empty flow', { name: '', description: null, data: { nodes: [], edges: [], viewport: null } }],
    [
      'broken parts',
      {
        name: 5,
        data: {
          nodes: [5, null, {}, { id: '' }, { id: 'a' }, { id: 'a' }, { id: '__proto__' }, { id: 'x'.repeat(300) }],
          edges: [null, 'e', {}, { source: 'a', target: 'a' }],
          viewport: { x: 'no' },
          evalflow_groups: 'odd',
        },
      },
    ],
  ])('[L1] gives %s back as it was, also through text', (_title, file) => {
    const before = structuredClone(file)

    const { flow } = importLangflow(file)

    expect(exportLangflow(flow)).toEqual(before)
    expect(exportLangflow(fromCanonical(toCanonicalJson(flow, specs)))).toEqual(before)
    expect(exportLangflow(parseFlow(JSON.parse(JSON.stringify(flow))))).toEqual(before)
    expect(file).toEqual(before)
  })

  it('[L1] holds for any file that is taken at all', () => {
    const leaf = fc.oneof(
      fc.string({ unit: fc.constantFrom('œ', '"', 'a', ':', ' ') }),
      fc.integer(),
      fc.constant<JsonValue>(null),
      fc.boolean(),
    )
    const id = fc.constantFrom('a', 'b', 'toString', 'note-1', '')
    const part = fc.dictionary(fc.constantFrom('x', 'œ', 'value', 'name'), leaf, { noNullPrototype: true })
    const node = fc.record(
      {
        id,
        type: fc.constantFrom('genericNode', 'noteNode', 'odd'),
        position: fc.oneof(part, fc.record({ x: fc.integer(), y: fc.integer() })),
        data: fc.record(
          {
            id,
            type: fc.constantFrom('NVIDIANeMoEvaluator', 'evaluator', 'Prompt', 'note'),
            showNode: fc.boolean(),
            node: fc.record({
              template: fc.record({ config: part, target: leaf }),
              display_name: leaf,
              description: leaf,
              frozen: leaf,
            }),
            evalflow: fc.oneof(leaf, fc.record({ type: leaf, values: part, version: leaf })),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['type'], noNullPrototype: true },
    )
    const edge = fc.record(
      {
        id: leaf,
        source: id,
        target: id,
        sourceHandle: leaf,
        targetHandle: leaf,
        data: fc.oneof(leaf, fc.record({ sourceHandle: part, targetHandle: part })),
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    const file = fc.record({
      name: leaf,
      description: leaf,
      id: leaf,
      data: fc.record({
        nodes: fc.array(fc.oneof(node, leaf)),
        edges: fc.array(fc.oneof(edge, leaf)),
        viewport: fc.oneof(part, fc.record({ x: fc.integer(), y: fc.integer(), zoom: fc.constantFrom(1, 0, -1) })),
      }),
    })
    fc.assert(
      fc.property(file, (input) => {
        const before = structuredClone(input)
        const { flow } = importLangflow(input)
        expect(exportLangflow(flow)).toEqual(before)
        expect(exportLangflow(fromCanonical(toCanonicalJson(flow, specs)))).toEqual(before)
      }),
      { numRuns: 150 },
    )
  })

  it('[L1] export of an edited import can be imported again to the same drawing', () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 15 }), (steps) => {
        const context = countingIds()
        let flow = imported().flow
        for (const step of steps) flow = applyPatches(flow, changeFor(flow, step, context)?.patches ?? [])
        const again = importLangflow(exportLangflow(flow)).flow
        expect(Object.keys(again.nodes).toSorted()).toEqual(Object.keys(flow.nodes).toSorted())
        for (const node of Object.values(flow.nodes)) {
          const { foreign: _foreign, ...mine } = node
          const { foreign: _again, ...theirs } = again.nodes[node.id] ?? { foreign: null }
          expect(theirs).toEqual(mine)
        }
        const wires = (of: Flow) =>
          Object.values(of.edges)
            .map(({ source, target }) => JSON.stringify([source, target]))
            .toSorted()
        expect(wires(again)).toEqual(wires(flow))
        expect(again.groups).toEqual(flow.groups)
      }),
      { numRuns: 100 },
    )
  })
})

describe('importLangflow', () => {
  it('[L2] [L3] maps NeMo components, makes the rest placeholders, and reports both', () => {
    const { flow, report } = imported()

    expect(flow).toMatchObject({
      name: 'Evaluate tickets',
      description: 'Écrit à la main',
      layout: { viewport: { x: 1.5, y: -3, zoom: 0.75 } },
    })
    expect(flow.nodes[EVALUATOR]).toMatchObject({
      type: 'evaluator',
      version: 1,
      name: 'My NVIDIANeMoEvaluator',
      values: { config: 'team/qa_template', target: 'team/llama', namespace: 'team' },
    })
    expect(flow.nodes['NVIDIANeMoDatasetCreator-1']?.values).toEqual({ name: 'tickets', namespace: 'team' })
    expect(flow.nodes['note-0MDGm']).toMatchObject({ type: 'note', values: { text: '[x](javascript:alert(1))' } })
    expect(flow.layout.nodes['note-0MDGm']).toEqual({ x: 0, y: 0, width: 300, height: 200 })
    expect(flow.nodes['ChatInput-insg9']?.type).toBe('langflow:ChatInput')
    expect(report.mapped.map(({ to }) => to)).toEqual(['dataset-creator', 'evaluator'])
    expect(report.placeholders.map(({ type }) => type)).toEqual(['ChatInput', 'GroupNode', 'LoopComponent'])
    expect(report.messages[0]).toContain('ChatInput, GroupNode, LoopComponent')
  })

  it('[L4] reads handles in both spellings, maps ports, keeps wires that go nowhere', () => {
    const { flow, report } = imported()

    const wires = Object.values(flow.edges).map(
      ({ source, target }) => `${source.node}.${source.port} > ${target.node}.${target.port}`,
    )

    expect(wires).toEqual([
      'ChatInput-insg9.out > NVIDIANeMoDatasetCreator-1.rows',
      'NVIDIANeMoDatasetCreator-1.dataset > NVIDIANeMoEvaluator-2.dataset',
      'GroupNode-3.out > LoopComponent-4.data',
      'LoopComponent-4.out > LoopComponent-4.item',
      'ChatInput-insg9.ChatInput|Message > LoopComponent-4.input',
    ])
    expect(report.kept).toEqual([{ what: 'wire 5', reason: 'it ends at "Gone-1", which is not there' }])
    expect(brokenEdges(flow, createSpecIndex(sampleSpecs))).toHaveLength(4)
  })

  it('[L4] reads the text of a handle where `data` is missing', () => {
    const { data: _data, ...edge } = langflowEdge('A', 'B', { spaced: true, field: 'rows' })
    const file = { data: { nodes: [genericNode('A', 'X', {}), genericNode('B', 'X', {})], edges: [edge] } }

    expect(Object.values(importLangflow(file).flow.edges)[0]).toMatchObject({
      source: { port: 'out' },
      target: { port: 'rows' },
    })
  })

  it('[L5] leaves literal secrets out, keeps names of variables, and says so', () => {
    const field = (value: string, more: Record<string, JsonValue>) => ({ type: 'str', value, ...more })
    const template = {
      auth_token: field('literal-secret-1', { password: true, load_from_db: false }),
      api_key: field('My OpenAI key', { password: true, load_from_db: true }),
      pasted: field('sk-literal-secret-2', { password: true, load_from_db: true }),
      '04_hf_token': field('hf_literalsecret3literalsecret', { password: false }),
      plain: field('not secret', {}),
    }
    const file = { data: { nodes: [genericNode('N', 'NVIDIANeMoEvaluator', template)], edges: [] } }

    const { flow, report } = importLangflow(file)

    const everything = JSON.stringify([flow, report, exportLangflow(flow)])
    expect(everything).not.toMatch(/literal-?secret/)
    expect(everything).toContain('My OpenAI key')
    expect(report.secrets).toEqual([
      { node: 'N', field: 'auth_token' },
      { node: 'N', field: 'pasted' },
      { node: 'N', field: '04_hf_token' },
    ])
  })

  it('draws the flow that was asked for', () => {
    const files = [sampleFile(), { ...sampleFile(), name: 'Second' }]

    const { flow, report } = importLangflow(files, { index: 1, id: 'mine' })

    expect(flow).toMatchObject({ id: 'mine', name: 'Second' })
    expect(report.flows).toEqual(['Evaluate tickets', 'Second'])
    expect(exportLangflow(flow)).toEqual(files)
    expect(() => importLangflow(files, { index: 2 })).toThrow('there is no flow 3')
  })
})

describe('exportLangflow', () => {
  const context = countingIds()
  const edit = (flow: Flow, ...commands: ((flow: Flow) => { patches: Parameters<typeof applyPatches>[1] })[]): Flow =>
    commands.reduce((at, command) => applyPatches(at, command(at).patches), flow)

  it('[L2] writes edits into the fields they came from and leaves the rest', () => {
    const flow = edit(
      imported().flow,
      (at) => setValue(at, { node: EVALUATOR, field: 'config', value: 'team/other_template' }, context),
      (at) => setValue(at, { node: EVALUATOR, field: 'dataset', value: 'team/tickets' }, context),
      (at) => setValue(at, { node: EVALUATOR, field: 'target', value: undefined }, context),
      (at) => moveNodes(at, { to: { [EVALUATOR]: { x: 7, y: 8 } } }, context),
      (at) => renameNode(at, { node: EVALUATOR, name: 'Judge' }, context),
      (at) => setFrozen(at, { nodes: [EVALUATOR], frozen: true }, context),
      (at) => setValue(at, { node: 'note-0MDGm', field: 'text', value: 'New' }, context),
      (at) => setFlowInfo(at, { name: 'Renamed' }, context),
    )

    const expected = structuredClone(sampleFile()) as Raw
    const node = nodeIn(expected, EVALUATOR)
    const definition = node?.data['node'] as { template: Record<string, { value: string }> }
    Object.assign(definition.template['config'] ?? {}, { value: 'team/other_template' })
    Object.assign(definition.template['existing_dataset'] ?? {}, { value: 'team/tickets' })
    Object.assign(definition.template['target'] ?? {}, { value: '' })
    Object.assign(definition, { display_name: 'Judge', frozen: true })
    Object.assign(node ?? {}, { position: { x: 7, y: 8 }, positionAbsolute: { x: 7, y: 8 } })
    Object.assign(nodeIn(expected, 'note-0MDGm')?.data['node'] ?? {}, { description: 'New' })
    Object.assign(expected, { name: 'Renamed' })
    expect(exported(flow)).toEqual(expected)
  })

  it('[L2] leaves deleted parts out and adds new ones, readable by Langflow and by us', () => {
    const flow = edit(
      imported().flow,
      (at) => removeNodes(at, { nodes: ['GroupNode-3'] }, context),
      (at) =>
        addNode(
          at,
          { id: 'mine', type: 'results', version: 3, at: { x: 1, y: 2 }, values: { deep: [{ a: 'œ' }] } },
          context,
        ),
      (at) =>
        connect(
          at,
          { id: 'wire', source: { node: EVALUATOR, port: 'result' }, target: { node: 'mine', port: 'results' } },
          context,
        ),
      (at) => reconnect(at, { edge: 'langflow-2', target: { node: EVALUATOR, port: 'target' } }, context),
      (at) => group(at, { id: 'g', nodes: ['mine', EVALUATOR], name: 'Frame' }, context),
    )

    const file = exported(flow)

    expect(nodeIn(file, 'GroupNode-3')).toBeUndefined()
    const edge = file.data.edges.find((item) => item['target'] === 'mine')
    expect(edge?.data['sourceHandle']).toMatchObject({
      dataType: 'NVIDIANeMoEvaluator',
      id: EVALUATOR,
      name: 'job_info',
    })
    expect(JSON.parse(String(edge?.['sourceHandle']).replaceAll('œ', '"'))).toEqual(edge?.data['sourceHandle'])
    const moved = file.data.edges.find((item) => item['target'] === EVALUATOR)
    expect(moved?.data['targetHandle']).toMatchObject({ fieldName: 'customized_model' })
    const again = importLangflow(file).flow
    expect(again.nodes['mine']).toMatchObject({ type: 'results', version: 3, values: { deep: [{ a: 'œ' }] } })
    expect(again.groups).toEqual(flow.groups)
  })

  it('[L2] a pasted Langflow node gets its own ids inside', () => {
    const { flow } = imported()
    const change = paste(flow, { fragment: createFragment(flow, [EVALUATOR]) }, countingIds())

    const file = exported(applyPatches(flow, change.patches))

    const [copy = ''] = change.nodes
    expect(nodeIn(file, copy)).toMatchObject({ id: copy, data: { id: copy, type: 'NVIDIANeMoEvaluator' } })
  })

  it('[L2] a flow drawn here goes to Langflow and back', () => {
    const flow = applyPatches(
      fromCanonical({ schema: 'evalflow.flow/1', id: 'f', name: 'F' }),
      addNode(
        fromCanonical({ schema: 'evalflow.flow/1', id: 'f' }),
        {
          id: 't',
          type: 'target',
          version: 1,
          at: { x: 5, y: 6 },
          name: 'T',
          values: { headers: { Cookie: 'secret-cookie', a: 'b' } },
        },
        context,
      ).patches,
    )

    const file = exportLangflow(flow, specs)

    expect(detectFormat(file)).toBe('langflow')
    expect(JSON.stringify(file)).not.toContain('secret-cookie')
    expect(importLangflow(file).flow.nodes['t']).toMatchObject({
      type: 'target',
      name: 'T',
      values: { headers: { a: 'b' } },
    })
  })
})

describe('detectFormat', () => {
  const files: [string, unknown][] = [
    ['evalflow', { schema: 'evalflow.flow/1' }],
    ['langflow', sampleFile()],
    ['langflow', [sampleFile()]],
    ['langflow', { flows: [sampleFile()] }],
    ['flowise', { nodes: [{ id: 'a', type: 'customNode', data: { inputParams: [], inputAnchors: [] } }], edges: [] }],
    ['flowise', { name: 'x', flowData: '{}' }],
    ['n8n', { name: 'x', nodes: [{ type: 'n8n-nodes-base.set', typeVersion: 1, parameters: {} }], connections: {} }],
    ['comfyui', { last_node_id: 2, last_link_id: 1, nodes: [], links: [], version: 0.4 }],
    ['comfyui', { 3: { class_type: 'KSampler', inputs: {} } }],
    ['dify', { kind: 'app', version: '0.1', app: { mode: 'workflow' }, workflow: { graph: { nodes: [], edges: [] } } }],
    ['unknown', { nodes: [{ id: 'a', data: {} }], edges: [] }],
    ['unknown', {}],
    ['unknown', []],
    ['unknown', null],
    ['unknown', 'text'],
  ]
  it.each(files)('[L6] knows %s', (format, file) => {
    expect(detectFormat(file)).toBe(format)
    const text = JSON.stringify(file)
    if (['evalflow', 'langflow'].includes(format)) return
    expect(() => importFlowFile(text)).toThrow(
      format === 'unknown'
        ? 'neither an Evalflow flow nor a Langflow flow'
        : /^This is a (Flowise|n8n|ComfyUI|Dify) file/,
    )
  })

  it("[L6] knows Dify's YAML, and text that is nothing", () => {
    expect(() => importFlowFile('app:\n  mode: workflow\nkind: app\n')).toThrow('Dify')
    expect(() => importFlowFile('hello')).toThrow('neither')
  })

  it('reads a file with a byte order mark', () => {
    expect(importFlowFile(`\uFEFF${JSON.stringify(sampleFile())}`).format).toBe('langflow')
    expect(importFlowFile(JSON.stringify({ schema: 'evalflow.flow/1', id: 'f', name: 'F' })).flow.name).toBe('F')
  })
})

describe('hostile files', () => {
  const withNodes = (nodes: unknown[], edges: unknown[] = []) => ({ data: { nodes, edges } })

  it.each<[string, unknown, string]>([
    [
      'a prototype key',
      JSON.parse('{"data":{"nodes":[{"id":"a","data":{"__proto__":{"polluted":1}}}],"edges":[]}}'),
      '__proto__',
    ],
    [
      'a constructor key',
      withNodes([{ id: 'a', data: { constructor: { prototype: { polluted: 1 } } } }]),
      'constructor',
    ],
    ['100,000 nodes', withNodes(Array.from({ length: 100_000 }, (_, i) => ({ id: `n${i}` }))), '100000'],
    ['a text of 10 MB', withNodes([{ id: 'a', data: { type: 'x'.repeat(10_000_000) } }]), 'at most'],
    ['an infinite place', withNodes([{ id: 'a', position: { x: Infinity, y: 0 } }]), 'finite'],
    ['deep nesting', withNodes([JSON.parse('[{"a":'.repeat(5_000) + '1' + '}]'.repeat(5_000))]), 'deeper'],
    ['a function', withNodes([{ id: 'a', data: () => 1 }]), 'expected JSON'],
    ['no graph', { data: { nodes: 5 } }, 'nodes'],
  ])('[L7] %s is refused with its path', (_title, file, message) => {
    expect(() => importLangflow(file)).toThrow(GraphError)
    expect(() => importLangflow(file)).toThrow(message)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('[L7] a far place is drawn at the edge and exported as it was', () => {
    const file = withNodes([{ id: 'a', type: 'genericNode', position: { x: 1e300, y: -1e300 } }])

    const { flow } = importLangflow(file)

    expect(flow.layout.nodes['a']).toEqual({ x: 10_000_000, y: -10_000_000 })
    expect(exportLangflow(flow)).toEqual(file)
  })

  it('[L7] a type that names one of ours does not become it', () => {
    const { flow } = importLangflow(withNodes([genericNode('a', 'evaluator', {}), genericNode('b', 'toString', {})]))

    expect(Object.values(flow.nodes).map(({ type }) => type)).toEqual(['langflow:evaluator', 'langflow:toString'])
  })

  it('[L7] random JSON is refused with a GraphError or taken, nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.json({ maxDepth: 6 })), (input) => {
        try {
          importFlowFile(input)
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
