import { componentRegistry } from '@evalflow/components'
import { addNode, applyPatches, createSpecIndex, emptyFlow, newId, type Flow } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { addFlow } from './add-flow.ts'
import { exportFlow } from './export-flow.ts'
import { readImport } from './read-import.ts'

const specs = createSpecIndex(componentRegistry)

function flowWith(...types: string[]): Flow {
  return types.reduce(
    (flow, type, index) =>
      applyPatches(flow, addNode(flow, { type, version: 1, at: { x: 0, y: index * 300 } }, { newId }).patches),
    emptyFlow({ id: 'f', name: 'Answers / März' }),
  )
}

describe('readImport', () => {
  it('counts what comes and names what is not installed', () => {
    const text = JSON.stringify(flowWith('evaluator', 'gone', 'gone'))

    expect(readImport(text, specs)).toMatchObject({
      format: 'evalflow',
      nodes: 3,
      edges: 0,
      unknown: [{ type: 'gone', count: 2 }],
    })
  })

  it('says with the name of the node what it still needs', () => {
    const { warnings } = readImport(JSON.stringify(flowWith('evaluator')), specs)

    expect(warnings.length).toBeGreaterThan(0)
    expect(warnings.every((line) => line.includes('Evaluator'))).toBe(true)
  })

  it.each([
    ['broken JSON, with its place', '{\n  "nodes": [1,,2]\n}', /line 2, column 15/],
    ['a path in a flow that is wrong', '{"schema":"evalflow.flow/1","nodes":{"a":{"type":7}}}', /nodes\.a\.type/],
    ['something else', 'hello', /neither an Evalflow flow nor a Langflow flow/],
  ])('refuses %s', (_case, text, message) => {
    expect(() => readImport(text, specs)).toThrow(message)
  })
})

describe('exportFlow', () => {
  it.each(['evalflow', 'langflow'] as const)('writes a %s file that comes back with the same nodes', async (format) => {
    const flow = flowWith('evaluator', 'dataset-creator')

    const file = await exportFlow(flow, specs, format)

    expect(file.name).toBe(`Answers-März.${format}.json`)
    expect(readImport(file.text, specs)).toMatchObject({ format, nodes: 2, flow: { name: 'Answers / März' } })
  })
})

describe('addFlow', () => {
  it('puts all nodes below what is there, under fresh ids, as one step back', () => {
    const flow = flowWith('evaluator')

    const change = addFlow(flow, { flow }, { newId })
    const after = applyPatches(flow, change.patches)

    expect(Object.keys(after.nodes)).toHaveLength(2)
    expect(after.layout.nodes[change.nodes[0] ?? '']?.y).toBeGreaterThan(260)
    expect(applyPatches(after, change.inverse)).toEqual(flow)
  })
})
