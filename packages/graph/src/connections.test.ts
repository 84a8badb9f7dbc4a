import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { brokenEdges, canConnect, createConnectionCheck, nodesOnCycles } from './connections.ts'
import type { Flow } from './flow.ts'
import { problems } from './problems.ts'
import { newFlow } from './sample-flows.ts'
import { sampleIndex as specs } from './sample-specs.ts'

// Properties run hundreds of cases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

/** Nodes by id and type; wires as `a.port>b.port`. */
function flowOf(nodes: Record<string, string>, wires: readonly string[] = []): Flow {
  const flow = newFlow()
  for (const [id, type] of Object.entries(nodes)) {
    flow.nodes[id] = {
      id,
      type,
      version: specs.get(type)?.version ?? 1,
      values: type === 'dataset-creator' ? { name: 'n' } : {},
    }
  }
  for (const [i, wire] of wires.entries()) {
    const [source = '', target = ''] = wire.split('>')
    flow.edges[`e${i}`] = { id: `e${i}`, source: ref(source), target: ref(target) }
  }
  return flow
}
const ref = (text: string) => {
  const [node = '', port = ''] = text.split('.')
  return { node, port }
}
const check = (flow: Flow, from: string, to: string) => canConnect(flow, specs, ref(from), ref(to))

const flow = flowOf(
  {
    data: 'dataset-creator',
    model: 'target',
    evaluate: 'evaluator',
    second: 'evaluator',
    compare: 'compare',
    odd: 'mystery',
  },
  ['data.dataset>evaluate.dataset', 'evaluate.result>compare.results'],
)

describe('canConnect', () => {
  it.each([
    ['[C1] equal types', 'model.target', 'evaluate.target', undefined],
    ['[C1] other types', 'model.target', 'second.dataset', 'Dataset expects Dataset, got Model target'],
    ['[C2] a second wire into a single port', 'data.dataset', 'second.dataset', undefined],
    ['[C2] a list port', 'second.result', 'compare.results', undefined],
    ['[C3] itself', 'evaluate.result', 'evaluate.dataset', 'A node cannot feed itself'],
    ['[C4] a loop', 'compare.rows', 'data.rows', 'This would make a loop: Dataset Creator already feeds Compare Runs'],
    ['[C5] a port that is not there', 'model.target', 'evaluate.gone', 'Evaluator has no input "gone"'],
    ['[C5] an inherited name', 'model.constructor', 'evaluate.target', 'Model Target has no output "constructor"'],
    ['[C6] an unknown component', 'model.target', 'odd.in', 'The component "mystery" is not installed'],
    ['[C7] the same wire twice', 'evaluate.result', 'compare.results', 'This wire is there already'],
  ])('%s', (_rule, from, to, reason) => {
    expect(check(flow, from, to)).toMatchObject(reason === undefined ? { ok: true } : { ok: false, reason })
  })

  it('[C2] says what to do about a taken port, and lets the wire itself move', () => {
    const twoSources = {
      ...flow,
      nodes: {
        ...flow.nodes,
        more: { ...flow.nodes['data'], id: 'more', type: 'dataset-creator', version: 1, values: {} },
      },
    }

    const refused = check(twoSources, 'more.dataset', 'evaluate.dataset')

    expect(refused).toMatchObject({ ok: false, code: 'port_taken', reason: 'Dataset already has a wire and takes one' })
    expect(canConnect(twoSources, specs, ref('more.dataset'), ref('evaluate.dataset'), { moving: 'e0' })).toEqual({
      ok: true,
    })
  })

  it('[C2] lets a wire take the place of another, but not where that would close a loop', () => {
    const chain = flowOf({ a: 'compare', b: 'dataset-creator', c: 'evaluator' }, [
      'a.rows>b.rows',
      'b.dataset>c.dataset',
    ])
    const replacing = { replacing: true }
    const other = flowOf({ a: 'dataset-creator', c: 'evaluator', d: 'dataset-creator' }, ['a.dataset>c.dataset'])

    expect(canConnect(other, specs, ref('d.dataset'), ref('c.dataset'))).toMatchObject({ code: 'port_taken' })
    expect(canConnect(other, specs, ref('d.dataset'), ref('c.dataset'), replacing)).toEqual({ ok: true })
    expect(canConnect(chain, specs, ref('c.result'), ref('a.results'), replacing)).toMatchObject({ code: 'cycle' })
  })

  it('[C8] names what converts, with its ports, unless that would only close a loop', () => {
    const apart = flowOf({ c: 'evaluator', b: 'dataset-creator' })
    const looped = flowOf({ c: 'evaluator', b: 'dataset-creator' }, ['b.dataset>c.dataset'])

    const refused = canConnect(apart, specs, ref('c.result'), ref('b.rows'))
    expect(refused).toMatchObject({
      code: 'type_mismatch',
      text: { key: 'typeMismatch', params: { expects: 'rows', got: 'result' } },
    })
    expect(refused).toMatchObject({
      converters: expect.arrayContaining([{ type: 'compare', inPort: 'results', outPort: 'rows' }]) as unknown,
    })
    expect(canConnect(looped, specs, ref('c.result'), ref('b.rows'))).not.toHaveProperty('converters')
  })

  it('[C1] hints at a component that turns one type into the other', () => {
    expect(check(flow, 'data.dataset', 'compare.results')).toMatchObject({ hint: 'Put Evaluator between them' })
  })

  it('[C4] agrees with trying the wire and looking for a cycle', () => {
    const wire = fc.record({ from: fc.nat(6), to: fc.nat(6) })
    fc.assert(
      fc.property(fc.array(wire, { maxLength: 12 }), wire, (wires, next) => {
        const nodes = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`n${i}`, 'any']))
        const anySpecs = { ...specs, get: () => specs.list[0], input: () => anyPort, output: () => anyPort }
        const built = flowOf(nodes)
        for (const [i, { from, to }] of wires.entries()) {
          if (canConnect(built, anySpecs, { node: `n${from}`, port: 'o' }, { node: `n${to}`, port: 'i' }).ok) {
            built.edges = {
              ...built.edges,
              [`e${i}`]: {
                id: `e${i}`,
                source: { node: `n${from}`, port: 'o' },
                target: { node: `n${to}`, port: 'i' },
              },
            }
          }
        }
        expect(nodesOnCycles(built).size).toBe(0)
        const source = { node: `n${next.from}`, port: 'o' }
        const target = { node: `n${next.to}`, port: 'i' }
        const verdict = createConnectionCheck(built, anySpecs, source)(target)
        const tried = { ...built, edges: { ...built.edges, next: { id: 'next', source, target } } }
        if (!verdict.ok && verdict.code === 'cycle') expect(nodesOnCycles(tried).has(source.node)).toBe(true)
        if (verdict.ok) expect(nodesOnCycles(tried).size).toBe(0)
      }),
    )
  })
})
const anyPort = { id: 'p', type: 'any', label: 'Any', list: true } as const

describe('brokenEdges', () => {
  it('[C6] reports what cannot carry anything and removes nothing', () => {
    const broken = flowOf({ data: 'dataset-creator', model: 'target', evaluate: 'evaluator', odd: 'mystery' }, [
      'data.dataset>evaluate.dataset',
      'model.target>evaluate.gone',
      'model.target>evaluate.dataset',
      'odd.out>evaluate.target',
    ])

    expect(brokenEdges(broken, specs).map(({ edge, code }) => [edge, code])).toEqual([
      ['e1', 'unknown_port'],
      ['e2', 'type_mismatch'],
      ['e3', 'unknown_component'],
    ])
    expect(Object.keys(broken.edges)).toHaveLength(4)
  })

  it('[C4] [C2] reports loops and second wires', () => {
    const looped = flowOf({ a: 'dataset-creator', b: 'evaluator', c: 'compare', d: 'dataset-creator' }, [
      'a.dataset>b.dataset',
      'b.result>c.results',
      'c.rows>a.rows',
      'd.dataset>b.dataset',
    ])

    const codes = brokenEdges(looped, specs).map(({ edge, code }) => `${edge} ${code}`)

    expect(codes.toSorted()).toEqual(['e0 cycle', 'e1 cycle', 'e2 cycle', 'e3 port_taken'])
  })

  it('walks a chain of 50,000 nodes without recursion', () => {
    const nodes: Flow['nodes'] = {}
    const edges: Flow['edges'] = {}
    for (let i = 0; i < 50_000; i += 1) {
      nodes[`n${i}`] = { id: `n${i}`, type: 'mystery', version: 1, values: {} }
      if (i > 0)
        edges[`e${i}`] = { id: `e${i}`, source: { node: `n${i - 1}`, port: 'o' }, target: { node: `n${i}`, port: 'i' } }
    }
    expect(nodesOnCycles({ nodes, edges }).size).toBe(0)
  })
})

describe('problems', () => {
  it('names the node and field, port or wire of each', () => {
    const built = flowOf({ data: 'dataset-creator', evaluate: 'evaluator', odd: 'mystery' }, [
      'data.dataset>evaluate.gone',
    ])
    built.nodes['data'] = { id: 'data', type: 'dataset-creator', version: 2, values: { chunk: 1000 } }

    const found = problems(built, specs)

    expect(found).toEqual([
      expect.objectContaining({ code: 'newer_component', node: 'data', severity: 'error' }),
      expect.objectContaining({ code: 'invalid_field', node: 'data', field: 'name', message: 'Name is required' }),
      expect.objectContaining({
        code: 'invalid_field',
        node: 'data',
        field: 'chunk',
        message: 'Chunk: found 1000, expected 1 to 100',
      }),
      expect.objectContaining({ code: 'missing_input', node: 'evaluate', port: 'target' }),
      expect.objectContaining({ code: 'unknown_component', node: 'odd', severity: 'warning' }),
      expect.objectContaining({ code: 'broken_edge', edge: 'e0', node: 'evaluate', port: 'gone' }),
    ])
  })
  it('finds none in a sound flow', () => {
    expect(problems(flowOf({ m: 'target', e: 'evaluator' }, ['m.target>e.target']), specs)).toEqual([])
  })
})
