import { describe, expect, it } from 'vitest'
import { adjacencyOf, reachable } from './adjacency.ts'
import { brokenEdges, canConnect, createConnectionCheck, nodesOnCycles, titleOf } from './connections.ts'
import type { Flow } from './flow.ts'
import { problems } from './problems.ts'
import { newFlow } from './sample-flows.ts'
import { sampleIndex as specs } from './sample-specs.ts'
import { createSpecIndex } from './spec-index.ts'

const ref = (text: string) => {
  const [node = '', port = ''] = text.split('.')
  return { node, port }
}
/** Nodes by id and type; wires as `a.port>b.port`. */
function flowOf(nodes: Record<string, string>, wires: readonly string[] = []): Flow {
  const flow = newFlow()
  for (const [id, type] of Object.entries(nodes)) {
    flow.nodes[id] = { id, type, version: specs.get(type)?.version ?? 1, values: {} }
  }
  for (const [i, wire] of wires.entries()) {
    const [source = '', target = ''] = wire.split('>')
    flow.edges[`e${i}`] = { id: `e${i}`, source: ref(source), target: ref(target) }
  }
  return flow
}

describe('adjacencyOf and reachable', () => {
  const flow = flowOf({ a: 'x', b: 'x', c: 'x', d: 'x' }, ['a.o>b.i', 'b.o>c.i', 'a.o>c.i', 'd.o>d.i'])

  it('give the wires of a node, in order, and none for a stranger', () => {
    const wires = adjacencyOf(flow)

    expect(wires.incoming('c').map(({ id }) => id)).toEqual(['e1', 'e2'])
    expect(wires.outgoing('a').map(({ id }) => id)).toEqual(['e0', 'e2'])
    expect(wires.incoming('gone')).toEqual([])
    expect(wires.outgoing('c')).toEqual([])
  })

  it('are made once per record of wires', () => {
    expect(adjacencyOf({ edges: flow.edges })).toBe(adjacencyOf(flow))
    expect(adjacencyOf({ edges: { ...flow.edges } })).not.toBe(adjacencyOf(flow))
  })

  it.each([
    ['upstream', ['c'], ['a', 'b', 'c']],
    ['downstream', ['b'], ['b', 'c']],
    ['downstream', ['a', 'd'], ['a', 'b', 'c', 'd']],
    ['upstream', ['d'], ['d']],
    ['upstream', [], []],
  ] as const)('walk %s from %j', (way, start, expected) => {
    expect([...reachable(flow, start, way)].toSorted()).toEqual(expected)
  })
})

describe('canConnect', () => {
  const flow = flowOf({ d: 'dataset-creator', e: 'evaluator', f: 'evaluator', c: 'compare', x: 'mystery' }, [
    'd.dataset>e.dataset',
    'e.result>c.results',
  ])
  const check = (from: string, to: string, more = {}) => canConnect(flow, specs, ref(from), ref(to), more)

  it.each([
    ['[C5] names the node that is not there, as the start', 'gone.o', 'e.dataset', 'There is no node "gone"'],
    ['[C5] names the node that is not there, as the end', 'd.dataset', 'away.i', 'There is no node "away"'],
    ['[C5] takes an inherited name for none', 'toString.o', 'e.dataset', 'There is no node "toString"'],
    ['[C6] names the unknown component, as the start', 'x.o', 'e.dataset', 'The component "mystery" is not installed'],
    ['[C5] names the output that is not there', 'd.gone', 'e.dataset', 'Dataset Creator has no output "gone"'],
  ])('%s', (_rule, from, to, reason) => {
    expect(check(from, to)).toMatchObject({ ok: false, reason })
  })

  it('[C8] says in a key, parameters and English what is wrong and what helps', () => {
    expect(check('x.o', 'e.dataset')).toEqual({
      ok: false,
      code: 'unknown_component',
      reason: 'The component "mystery" is not installed',
      text: { key: 'unknownComponent', params: { type: 'mystery' } },
      hint: 'It is kept as it came and does not run',
      hintText: { key: 'keptAsItCame', params: {} },
    })
    expect(check('e.result', 'e.dataset')).toEqual({
      ok: false,
      code: 'self_loop',
      reason: 'A node cannot feed itself',
      text: { key: 'selfLoop', params: {} },
    })
  })

  it('[C2] the same output into a taken port of another node is fine; another wire of that node is not', () => {
    expect(check('d.dataset', 'f.dataset')).toEqual({ ok: true })
    expect(check('d.dataset', 'e.dataset')).toMatchObject({ code: 'already_connected' })
    expect(check('d.dataset', 'e.dataset', { moving: 'e0' })).toEqual({ ok: true })
    expect(check('d.dataset', 'e.dataset', { moving: 'e1' })).toMatchObject({ code: 'already_connected' })
    expect(check('d.dataset', 'e.dataset', { replacing: true })).toMatchObject({ code: 'already_connected' })
  })

  it('[C2] a wire into another port of the node takes nothing', () => {
    const both = flowOf({ d: 'dataset-creator', m: 'target', e: 'evaluator' }, ['m.target>e.target'])

    expect(canConnect(both, specs, ref('d.dataset'), ref('e.dataset'))).toEqual({ ok: true })
  })

  it('[C4] the wire being moved closes no loop', () => {
    const chain = flowOf({ d: 'dataset-creator', e: 'evaluator', c: 'compare' }, [
      'd.dataset>e.dataset',
      'e.result>c.results',
    ])

    expect(canConnect(chain, specs, ref('c.rows'), ref('d.rows'))).toMatchObject({ code: 'cycle' })
    expect(canConnect(chain, specs, ref('c.rows'), ref('d.rows'), { moving: 'e0' })).toEqual({ ok: true })
    expect(canConnect(chain, specs, ref('c.rows'), ref('d.rows'), { moving: 'toString' })).toMatchObject({
      code: 'cycle',
    })
  })

  it('one check serves every port of a drag', () => {
    const to = createConnectionCheck(flow, specs, ref('d.dataset'))

    expect([to(ref('f.dataset')).ok, to(ref('e.dataset')).ok, to(ref('f.target')).ok]).toEqual([true, false, false])
  })

  it('[C1] `any` fits on either side, and what has no converter gets no hint', () => {
    const port = { id: 'p', label: 'P' }
    const base = { version: 1, summary: '', category: 'data', keywords: [], icon: 'box', fields: [] } as const
    const own = createSpecIndex([
      { ...base, type: 'any', title: 'Any', inputs: [{ ...port, type: 'any' }], outputs: [{ ...port, type: 'any' }] },
      { ...base, type: 'text', title: 'T', inputs: [{ ...port, type: 'text' }], outputs: [{ ...port, type: 'text' }] },
      { ...base, type: 'rows', title: 'R', inputs: [{ ...port, type: 'rows' }], outputs: [{ ...port, type: 'rows' }] },
    ])
    const nodes = flowOf({ a: 'any', t: 'text', r: 'rows' })

    expect(canConnect(nodes, own, ref('a.p'), ref('t.p'))).toEqual({ ok: true })
    expect(canConnect(nodes, own, ref('t.p'), ref('a.p'))).toEqual({ ok: true })
    expect(canConnect(nodes, own, ref('t.p'), ref('r.p'))).toEqual({
      ok: false,
      code: 'type_mismatch',
      reason: 'P expects Rows, got Text',
      text: { key: 'typeMismatch', params: { port: 'P', expects: 'rows', got: 'text' } },
    })
  })
})

describe('brokenEdges', () => {
  it('[C2] [C7] a list port takes many wires, but the same one only once', () => {
    const flow = flowOf({ e: 'evaluator', f: 'evaluator', c: 'compare' }, [
      'e.result>c.results',
      'f.result>c.results',
      'e.result>c.results',
    ])

    expect(brokenEdges(flow, specs)).toEqual([
      {
        edge: 'e2',
        code: 'port_taken',
        reason: 'Results already has a wire and takes one',
        text: { key: 'portTaken', params: { port: 'Results' } },
      },
    ])
  })

  it('[C4] a wire between two loops is not part of either', () => {
    const loop = ['d.dataset>e.dataset', 'e.result>c.results', 'c.rows>d.rows']
    const other = loop.map((wire) => wire.replaceAll(/\b([dec])\./g, '$12.'))
    const flow = flowOf(
      { d: 'dataset-creator', e: 'evaluator', c: 'compare', d2: 'dataset-creator', e2: 'evaluator', c2: 'compare' },
      [...loop, ...other, 'e.result>c2.results'],
    )

    const broken = brokenEdges(flow, specs)

    expect(broken.map(({ edge, code }) => `${edge} ${code}`)).toEqual(
      ['e0', 'e1', 'e2', 'e3', 'e4', 'e5'].map((edge) => `${edge} cycle`),
    )
  })
})

describe('nodesOnCycles', () => {
  const cyclesOf = (nodes: string, wires: readonly string[]) => {
    const flow = flowOf(
      Object.fromEntries([...nodes].map((id) => [id, 'x'])),
      wires.map(([from, to]) => `${from}.o>${to}.i`),
    )
    const byCycle = new Map<number, string>()
    for (const [node, cycle] of nodesOnCycles(flow)) byCycle.set(cycle, (byCycle.get(cycle) ?? '') + node)
    return [...byCycle.values()].map((members) => [...members].toSorted().join('')).toSorted()
  }

  it.each([
    ['a chain', 'abc', ['ab', 'bc'], []],
    ['a diamond', 'abcd', ['ab', 'ac', 'bd', 'cd'], []],
    ['a pair', 'ab', ['ab', 'ba'], ['ab']],
    ['a ring behind a chain', 'abcd', ['ab', 'bc', 'cd', 'db'], ['bcd']],
    ['a way back to an open node further up', 'abcd', ['ab', 'bc', 'cd', 'da', 'db'], ['abcd']],
    ['two rings in a row', 'abcd', ['ab', 'ba', 'bc', 'cd', 'dc'], ['ab', 'cd']],
    ['two rings apart, found late', 'abcde', ['cb', 'bc', 'ca', 'de', 'ed', 'ea'], ['bc', 'de']],
    ['rings that share a node', 'abc', ['ab', 'ba', 'bc', 'cb'], ['abc']],
    ['a wire to what was left behind', 'abcd', ['ab', 'bc', 'cb', 'ad', 'dc'], ['bc']],
  ])('finds %s', (_case, nodes, wires, expected) => {
    expect(cyclesOf(nodes, wires)).toEqual(expected)
  })
})

describe('titleOf', () => {
  const flow = flowOf({ d: 'dataset-creator', x: 'mystery' })
  const named = { ...flow, nodes: { ...flow.nodes, n: { ...flow.nodes['d'], name: 'Mine' } as never } }

  it.each([
    ['its own name', 'n', 'Mine'],
    ['the title of its component', 'd', 'Dataset Creator'],
    ['its type', 'x', 'mystery'],
    ['the id of what is not there', 'gone', 'gone'],
    ['an inherited name as an id', 'toString', 'toString'],
  ])('is %s', (_what, id, title) => {
    expect(titleOf(named, specs, id)).toBe(title)
  })
})

describe('problems', () => {
  it('says each with its sentence, its key and its place', () => {
    const flow = flowOf({ e: 'evaluator', x: 'mystery', m: 'target' }, ['x.o>e.dataset', 'm.target>e.gone'])

    expect(problems(flow, specs)).toEqual([
      {
        code: 'missing_input',
        severity: 'error',
        node: 'e',
        port: 'target',
        message: 'Evaluator needs a wire at Target',
        text: { key: 'inputMissing', params: { title: 'Evaluator', port: 'Target' } },
      },
      expect.objectContaining({ code: 'unknown_component', severity: 'warning', node: 'x' }),
      expect.objectContaining({ code: 'broken_edge', severity: 'warning', edge: 'e0', node: 'e', port: 'dataset' }),
      expect.objectContaining({ code: 'broken_edge', severity: 'error', edge: 'e1', node: 'e', port: 'gone' }),
    ])
  })

  it('checks a node again when it or its component changed', () => {
    const flow = flowOf({ d: 'dataset-creator' })
    const strict = createSpecIndex(
      specs.list.map((spec) => ({ ...spec, fields: spec.fields.map((field) => ({ ...field, required: true })) })),
    )
    const fieldsOf = (of: Flow, index = specs) => problems(of, index).map(({ field }) => field)

    expect(fieldsOf(flow)).toEqual(['name'])
    expect(fieldsOf(flow)).toEqual(['name'])
    const filled = { ...flow, nodes: { d: { ...flow.nodes['d'], values: { name: 'n', chunk: 5 } } as never } }
    expect(fieldsOf(filled)).toEqual([])
    const cleared = { ...flow, nodes: { d: { ...flow.nodes['d'], values: { name: 'n', chunk: '' } } as never } }
    expect(fieldsOf(cleared)).toEqual([])
    expect(fieldsOf(cleared, strict)).toEqual(['chunk'])
  })
})

it.each([
  ['component', [specs.list[0], specs.list[0]]],
  ['input of compare', [{ ...specs.list[3], inputs: [specs.list[3]?.inputs[0], specs.list[3]?.inputs[0]] }]],
  ['output of compare', [{ ...specs.list[3], outputs: [specs.list[3]?.outputs[0], specs.list[3]?.outputs[0]] }]],
  ['field of note', [{ ...specs.list[4], fields: [specs.list[4]?.fields[0], specs.list[4]?.fields[0]] }]],
])('an index refuses two of one id: %s', (what, list) => {
  expect(() => createSpecIndex(list as never)).toThrow(`(${what})`)
})
