import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyNodes, duplicate, paste } from './commands/clipboard.ts'
import { diffFlows } from './diff-flows.ts'
import { GraphError } from './errors.ts'
import type { Flow, JsonValue } from './flow.ts'
import { parseFragment } from './fragment.ts'
import { parseFlow } from './parse-flow.ts'
import { applyPatches } from './patches.ts'
import { damagedCopies } from './sample-damage.ts'
import { countingIds, newFlow } from './sample-flows.ts'
import { sampleIndex as specs } from './sample-specs.ts'

const renamed = (id: string) => ({ id, type: 'target', version: 1, values: {}, name: 'Mine' })
const flow: Flow = {
  ...newFlow(),
  nodes: {
    m: { id: 'm', type: 'target', version: 1, values: { key: 'TEAM_KEY', headers: { Cookie: 'x', accept: 'y' } } },
    e: { id: 'e', type: 'evaluator', version: 2, values: {} },
    o: { id: 'o', type: 'compare', version: 1, values: {} },
  },
  edges: {
    in: { id: 'in', source: { node: 'm', port: 'target' }, target: { node: 'e', port: 'target' } },
    out: { id: 'out', source: { node: 'e', port: 'result' }, target: { node: 'o', port: 'results' } },
  },
  groups: { g: { id: 'g', name: 'G', nodes: ['m', 'e'] }, h: { id: 'h', name: 'H', nodes: ['o'] } },
  layout: { nodes: { m: { x: 10, y: 20 }, e: { x: 110, y: 20 }, o: { x: 0, y: 0 } } },
}

describe('clipboard', () => {
  it('copies nodes with the wires and groups among them, and no secret', () => {
    const fragment = parseFragment(JSON.parse(JSON.stringify(copyNodes(flow, ['m', 'e', 'gone'], specs))))

    expect(Object.keys(fragment.edges)).toEqual(['in'])
    expect(Object.keys(fragment.groups)).toEqual(['g'])
    expect(fragment.nodes['m']?.values).toEqual({ headers: { accept: 'y' } })
  })

  it('refuses a damaged fragment, or pastes it into a flow that parses', () => {
    const whole = JSON.parse(JSON.stringify(copyNodes(flow, ['m', 'e', 'o'], specs))) as JsonValue
    fc.assert(
      fc.property(damagedCopies(whole), (input) => {
        let fragment
        try {
          fragment = parseFragment(input)
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError)
          return
        }
        const { patches } = paste(flow, { fragment, at: { x: 0, y: 0 } }, countingIds())
        const after = applyPatches(flow, patches)
        expect(parseFlow(after)).toEqual(after)
      }),
      { numRuns: 1000 },
    )
  })

  it('[D4] refuses more nodes than a flow may have', () => {
    const nodes = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, n) => [`n${n}`, { id: `n${n}`, type: 't', version: 1, values: {} }]),
      )
    const whole = (count: number) => ({ ...copyNodes(flow, [], specs), nodes: nodes(count) })

    expect(Object.keys(parseFragment(whole(50_000)).nodes)).toHaveLength(50_000)
    expect(() => parseFragment(whole(50_001))).toThrow('nodes: too many nodes')
  })

  it('[D2] pastes what lies far apart within the canvas', () => {
    const far: Flow = { ...flow, layout: { nodes: { m: { x: -9e6, y: 0 }, e: { x: 9e6, y: 0 } } } }
    const { patches } = paste(far, { fragment: copyNodes(far, ['m', 'e'], specs), at: { x: 5e6, y: 0 } }, countingIds())

    const after = applyPatches(far, patches)

    expect(parseFlow(after)).toEqual(after)
  })

  it('pastes under fresh ids with the top left corner at the pointer', () => {
    const change = paste(flow, { fragment: copyNodes(flow, ['m', 'e'], specs), at: { x: 500, y: 500 } }, countingIds())

    const after = parseFlow(applyPatches(flow, change.patches))

    const [m = '', e = ''] = change.nodes
    expect(after.layout.nodes[m]).toEqual({ x: 500, y: 500 })
    expect(after.layout.nodes[e]).toEqual({ x: 600, y: 500 })
    const wire = Object.values(after.edges).find((edge) => edge.source.node === m)
    expect(wire?.target).toEqual({ node: e, port: 'target' })
    expect(Object.values(after.groups).map((group) => group.nodes)).toContainEqual([m, e])
    expect(after.nodes['m']).toEqual(flow.nodes['m'])
  })

  it('duplicates within the flow with the secret names', () => {
    const change = duplicate(flow, { nodes: ['m'] }, countingIds())
    const after = applyPatches(flow, change.patches)

    expect(after.nodes[change.nodes[0] ?? '']?.values['key']).toBe('TEAM_KEY')
  })

  it.each([
    ['text', 'hello'],
    ['a flow', { ...flow }],
    ['a wire to nothing', { ...copyNodes(flow, ['m', 'e'], specs), nodes: {} }],
    [
      'a prototype key',
      JSON.parse(
        '{"schema":"evalflow.fragment/1","nodes":{"__proto__":{}},"edges":{},"groups":{},"layout":{}}',
      ) as unknown,
    ],
  ])('refuses %s', (_title, input) => {
    expect(() => parseFragment(input)).toThrow('clipboard')
  })
})

describe('diffFlows', () => {
  it('names nodes, fields and wires, and places only if asked', () => {
    const after: Flow = {
      ...flow,
      name: 'Other',
      nodes: {
        m: {
          id: 'm',
          type: 'target',
          version: 1,
          name: 'Mine',
          values: { key: 'TEAM_KEY', headers: { accept: 'y', Cookie: 'x' } },
        },
        e: { id: 'e', type: 'evaluator', version: 2, values: { mode: 'b' } },
        n: { id: 'n', type: 'note', version: 1, values: {} },
      },
      edges: { in: flow.edges['in'] ?? never() },
      groups: {},
      layout: { nodes: { m: { x: 11, y: 20 }, e: { x: 110, y: 20 } } },
    }

    const diff = diffFlows(flow, after, { layout: true })

    expect(diff.info).toEqual([{ field: 'name', before: 'Flow', after: 'Other' }])
    expect(diff.nodes.added.map(({ id }) => id)).toEqual(['n'])
    expect(diff.nodes.removed.map(({ id }) => id)).toEqual(['o'])
    expect(diff.nodes.changed.map(({ id, fields }) => [id, fields])).toEqual([
      ['m', [{ field: '@name', after: 'Mine' }]],
      ['e', [{ field: 'mode', after: 'b' }]],
    ])
    expect(diff.edges.removed.map(({ id }) => id)).toEqual(['out'])
    expect(diff.groups.removed).toHaveLength(2)
    expect(diff.moved).toEqual(['m'])
    expect(diff.same).toBe(false)
  })

  it.each<[string, Flow]>([
    ['one more and one changed', { ...flow, nodes: { ...flow.nodes, m: renamed('m'), x: renamed('x') } }],
    ['one less and one changed', { ...flow, nodes: { m: renamed('m'), e: flow.nodes['e'] ?? never() } }],
    [
      'one for another',
      { ...flow, groups: { h: flow.groups['h'] ?? never(), i: { id: 'i', name: '', nodes: ['m'] } } },
    ],
    ['a name alone', { ...flow, name: 'Other' }],
    [
      'a name and as many places',
      { ...flow, name: 'Other', layout: { nodes: { ...flow.layout.nodes, m: { x: 1, y: 1 } } } },
    ],
  ])('does not say the same of %s', (_what, after) => {
    expect(diffFlows(flow, after, { layout: true }).same).toBe(false)
  })

  it('names a node that moved only if it was there before', () => {
    const more = { ...flow, nodes: { ...flow.nodes, x: renamed('x') } }
    const after = { ...more, layout: { nodes: { ...flow.layout.nodes, x: { x: 1, y: 1 } } } }

    expect(diffFlows(flow, after, { layout: true }).moved).toEqual([])
  })

  it('finds nothing where only places differ', () => {
    const moved = { ...flow, layout: { nodes: {} } }
    expect(diffFlows(flow, moved).same).toBe(true)
    expect(diffFlows(flow, moved, { layout: true }).same).toBe(false)
  })
})

function never(): never {
  throw new Error('the sample flow lost its wire')
}
