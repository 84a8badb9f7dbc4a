/** Rule L1: a file comes back as it was. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromCanonical, toCanonicalJson } from '../canonical.ts'
import type { Flow, JsonValue } from '../flow.ts'
import { parseFlow } from '../parse-flow.ts'
import { applyPatches } from '../patches.ts'
import { changeFor, countingIds, stepArbitrary } from '../sample-flows.ts'
import { sampleIndex as specs } from '../sample-specs.ts'
import { exportLangflow } from './export-langflow.ts'
import { importLangflow } from './import-langflow.ts'
import { sampleFile } from './sample-files.ts'

const imported = () => importLangflow(sampleFile())

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
