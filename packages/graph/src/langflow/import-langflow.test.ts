import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokenEdges } from '../connections.ts'
import { GraphError } from '../errors.ts'
import type { JsonValue } from '../flow.ts'
import { sampleSpecs } from '../sample-specs.ts'
import { createSpecIndex } from '../spec-index.ts'
import { exportLangflow } from './export-langflow.ts'
import { importFlowFile } from './import-flow-file.ts'
import { importLangflow } from './import-langflow.ts'
import { genericNode, langflowEdge, sampleFile } from './sample-files.ts'

const EVALUATOR = 'NVIDIANeMoEvaluator-2'
const imported = () => importLangflow(sampleFile())

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
