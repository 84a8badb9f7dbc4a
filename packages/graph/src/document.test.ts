import { describe, expect, it } from 'vitest'
import { fromCanonical, toCanonical, toCanonicalJson } from './canonical.ts'
import { toChange } from './change.ts'
import { diffFlows } from './diff-flows.ts'
import { GraphError } from './errors.ts'
import type { Flow } from './flow.ts'
import { copyNodes } from './commands/clipboard.ts'
import { createFragment, parseFragment } from './fragment.ts'
import { invertIndependent } from './independent-patches.ts'
import { migrateFlow } from './migrate-flow.ts'
import { newId } from './new-id.ts'
import { findInconsistencies, parseFlow } from './parse-flow.ts'
import { applyPatches, applyWithInverse, type LoosePatch } from './patches.ts'
import { newFlow } from './sample-flows.ts'
import { sampleIndex as specs } from './sample-specs.ts'

const node = (id: string, type = 'evaluator') => ({ id, type, version: 2, values: {} })
const wire = (id: string, from: string, to: string) => ({
  id,
  source: { node: from, port: 'result' },
  target: { node: to, port: 'dataset' },
})
const flow = (): Flow => ({
  ...newFlow(),
  nodes: { a: node('a'), b: node('b') },
  edges: { e: wire('e', 'a', 'b') },
  groups: { g: { id: 'g', name: 'G', nodes: ['a', 'b'] } },
  layout: { nodes: { a: { x: 1, y: 2 } }, viewport: { x: 0, y: 0, zoom: 1 } },
})
const pathsOf = (input: unknown): string[] => {
  try {
    parseFlow(input)
    return []
  } catch (error) {
    if (error instanceof GraphError) return error.issues.map(({ path }) => path.join('.'))
    throw error
  }
}

describe('parseFlow', () => {
  it.each<[string, (of: Flow) => unknown, string[]]>([
    ['takes the farthest place', (of) => ({ ...of, layout: { nodes: { a: { x: 1e7, y: -1e7 } } } }), []],
    ['refuses one further', (of) => ({ ...of, layout: { nodes: { a: { x: 0, y: -1e7 - 1 } } } }), ['layout.nodes.a.y']],
    [
      'takes every part of a place',
      (of) => ({ ...of, layout: { nodes: { a: { x: 0, y: 0, width: 0, height: 9, collapsed: true } } } }),
      [],
    ],
    [
      'refuses a size below nothing',
      (of) => ({ ...of, layout: { nodes: { a: { x: 0, y: 0, width: -1 } } } }),
      ['layout.nodes.a.width'],
    ],
    [
      'refuses an unknown part of a place',
      (of) => ({ ...of, layout: { nodes: { a: { x: 0, y: 0, z: 0 } } } }),
      ['layout.nodes.a'],
    ],
    [
      'refuses zoom 0',
      (of) => ({ ...of, layout: { nodes: {}, viewport: { x: 0, y: 0, zoom: 0 } } }),
      ['layout.viewport.zoom'],
    ],
    ['takes zoom 100', (of) => ({ ...of, layout: { nodes: {}, viewport: { x: 0, y: 0, zoom: 100 } } }), []],
    [
      'refuses zoom above',
      (of) => ({ ...of, layout: { nodes: {}, viewport: { x: 0, y: 0, zoom: 101 } } }),
      ['layout.viewport.zoom'],
    ],
    ['refuses an empty id', (of) => ({ ...of, id: '' }), ['id']],
    ['takes an id of 256', (of) => ({ ...of, id: 'x'.repeat(256) }), []],
    ['refuses an id of 257', (of) => ({ ...of, id: 'x'.repeat(257) }), ['id']],
    ['takes a name of 1,000', (of) => ({ ...of, name: 'x'.repeat(1_000) }), []],
    ['refuses a name of 1,001', (of) => ({ ...of, name: 'x'.repeat(1_001) }), ['name']],
    [
      'refuses a version below 0',
      (of) => ({ ...of, nodes: { ...of.nodes, a: { ...node('a'), version: -1 } } }),
      ['nodes.a.version'],
    ],
    [
      'takes name and frozen of a node',
      (of) => ({ ...of, nodes: { ...of.nodes, a: { ...node('a'), name: 'N', frozen: true } } }),
      [],
    ],
    [
      'refuses an unknown part of an end',
      (of) => ({ ...of, edges: { e: { ...wire('e', 'a', 'b'), source: { node: 'a', port: 'p', x: 1 } } } }),
      ['edges.e.source'],
    ],
    ['refuses a wire from nothing', (of) => ({ ...of, edges: { e: wire('e', 'zz', 'b') } }), ['edges.e.source.node']],
    ['refuses an edge under another key', (of) => ({ ...of, edges: { f: wire('e', 'a', 'b') } }), ['edges.f.id']],
    [
      'refuses a group under another key',
      (of) => ({ ...of, groups: { h: { id: 'g', name: '', nodes: [] } } }),
      ['groups.h.id'],
    ],
    [
      'refuses a node twice in one group',
      (of) => ({ ...of, groups: { g: { id: 'g', name: '', nodes: ['a', 'a'] } } }),
      ['groups.g.nodes.1'],
    ],
    ['refuses nodes as a list', (of) => ({ ...of, nodes: [] }), ['nodes']],
  ])('[D2] [D4] %s', (_case, change, paths) => {
    expect(pathsOf(change(flow()))).toEqual(paths)
  })

  it('[D4] counts before it looks inside: the limit itself is not too many', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 0]))

    expect(pathsOf({ ...flow(), groups: many(10_001) })).toEqual(['groups'])
    expect(pathsOf({ ...flow(), groups: many(10_000) })[0]).toMatch(/^groups\.k0/)
  })

  it('[D5] keeps unknown keys of wires and groups, beside what was kept before', () => {
    const of = flow()
    const input = {
      ...of,
      edges: { e: { ...of.edges['e'], colour: 'red', foreign: 'text' } },
      groups: { g: { ...of.groups['g'], icon: 'x', foreign: { unknown: { old: 1, icon: 'y' } } } },
    }

    const parsed = parseFlow(input)

    expect(parsed.edges['e']?.foreign).toEqual({ original: 'text', unknown: { colour: 'red' } })
    expect(parsed.groups['g']?.foreign).toEqual({ unknown: { old: 1, icon: 'x' } })
    expect(parseFlow(of).foreign).toBeUndefined()
  })

  it('names at most a hundred faults', () => {
    const nodes = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`n${i}`, 5]))

    expect(pathsOf({ ...flow(), nodes })).toHaveLength(100)
  })

  it('says what a fault of ids is', () => {
    const of = { ...flow(), groups: { g: { id: 'g', name: '', nodes: ['zz', 'zz'] } } }

    expect(findInconsistencies(of).map(({ message }) => message)).toEqual([
      'there is no node "zz"',
      'there is no node "zz"',
      'node "zz" is already in group "g"',
    ])
  })
})

describe('canonical form', () => {
  it('[E2] leaves out what is empty or default, but keeps what an imported node came with', () => {
    const of: Flow = {
      ...flow(),
      nodes: {
        a: { ...node('a'), values: { mode: 'a', other: 1 }, frozen: true, name: 'N' },
        b: { ...node('b'), values: { mode: 'a' }, foreign: { x: 1 } },
      },
      groups: {},
    }

    expect(toCanonical(of, specs)).toStrictEqual({
      schema: 'evalflow.flow/1',
      edges: { e: { source: { node: 'a', port: 'result' }, target: { node: 'b', port: 'dataset' } } },
      id: 'f',
      layout: { nodes: { a: { x: 1, y: 2 } }, viewport: { x: 0, y: 0, zoom: 1 } },
      name: 'Flow',
      nodes: {
        a: { frozen: true, name: 'N', type: 'evaluator', values: { other: 1 }, version: 2 },
        b: { foreign: { x: 1 }, type: 'evaluator', values: { mode: 'a' }, version: 2 },
      },
    })
    expect(Object.keys(toCanonical(of, specs) as object).at(-1)).toBe('layout')
    expect(toCanonicalJson(of, specs)).toMatch(/^\{\n {2}"schema": [^]*\n\}\n$/)
  })

  it('[E5] reads a form with nothing in it, and passes on what is no form', () => {
    expect(fromCanonical({ schema: 'evalflow.flow/1', id: 'f' })).toEqual({ ...newFlow(), name: '' })
    expect(fromCanonical(toCanonical(flow(), specs))).toEqual(flow())
    expect(() => fromCanonical('{')).toThrow(SyntaxError)
    expect(() => fromCanonical(null)).toThrow('expected an object')
    expect(() => fromCanonical({ schema: 'evalflow.flow/9' })).toThrow('newer Evalflow')
    for (const part of ['nodes', 'edges', 'groups'])
      for (const odd of [[], null, 5, { a: [] }, { a: null }])
        expect(() => fromCanonical({ schema: 'evalflow.flow/1', id: 'f', [part]: odd })).toThrow(GraphError)
  })
})

describe('patches', () => {
  const list = (values: number[]) => ({ ...newFlow(), foreign: { list: values } })
  const at = (key: string) => ['foreign', 'list', key]

  it.each<[string, LoosePatch, number[], LoosePatch]>([
    ['at the end', { op: 'add', path: at('-'), value: 9 }, [1, 2, 9], { op: 'remove', path: at('2') }],
    ['at the place after the last', { op: 'add', path: at('2'), value: 9 }, [1, 2, 9], { op: 'remove', path: at('2') }],
    ['at the front', { op: 'add', path: at('0'), value: 9 }, [9, 1, 2], { op: 'remove', path: at('0') }],
    ['out of it', { op: 'remove', path: at('1') }, [1], { op: 'add', path: at('1'), value: 2 }],
    ['over the last', { op: 'replace', path: at('1'), value: 9 }, [1, 9], { op: 'replace', path: at('1'), value: 2 }],
  ])('[P1] [P2] write into a list: %s', (_case, patch, expected, inverse) => {
    expect(applyWithInverse(list([1, 2]), [patch])).toEqual({ flow: list(expected), inverse: [inverse] })
  })

  it.each<[string, LoosePatch]>([
    ['beyond the next place', { op: 'add', path: at('3'), value: 9 }],
    ['the end, which holds nothing', { op: 'remove', path: at('2') }],
    ['a dash that does not add', { op: 'replace', path: at('-'), value: 1 }],
    ['a leading zero', { op: 'replace', path: at('01'), value: 1 }],
    ['a sign', { op: 'remove', path: at('-1') }],
    ['a fraction', { op: 'remove', path: at('0.5') }],
    ['a text', { op: 'remove', path: at('x1') }],
    ['nothing at all', { op: 'remove', path: at('') }],
    ['a way through a place beyond', { op: 'add', path: [...at('2'), 'x'], value: 1 }],
    ['a way through a number', { op: 'add', path: [...at('0'), 'x'], value: 1 }],
    ['a replacement without a value', { op: 'replace', path: at('0') }],
  ])('[P4] refuse %s', (_case, patch) => {
    expect(() => applyPatches(list([1, 2]), [patch])).toThrow(GraphError)
  })

  it('[P3] leave the input alone however many touch one part, and copy only that', () => {
    const before = { ...newFlow(), foreign: { a: { x: 1, y: [{ k: 1 }] }, b: {} } }
    const kept = structuredClone(before)

    const after = applyPatches(before, [
      { op: 'replace', path: ['foreign', 'a', 'x'], value: 2 },
      { op: 'replace', path: ['foreign', 'a', 'y', '0', 'k'], value: 2 },
      { op: 'add', path: ['foreign', 'a', 'z'], value: 2 },
    ])

    expect(before).toEqual(kept)
    expect(after.foreign).toEqual({ a: { x: 2, y: [{ k: 2 }], z: 2 }, b: {} })
    expect((after.foreign as typeof before.foreign).b).toBe(before.foreign.b)
    expect(applyPatches(before, [])).toBe(before)
    expect(applyWithInverse(before, [])).toEqual({ flow: before, inverse: [] })
  })

  it('[P2] [P5] read off the flow where they do not touch: only what changes, the way back in reverse', () => {
    const of = { ...newFlow(), foreign: { a: 1, b: 2, c: 3 } }
    const patches: LoosePatch[] = [
      { op: 'add', path: ['foreign', 'a'], value: 9 },
      { op: 'add', path: ['foreign', 'new'], value: 8 },
      { op: 'replace', path: ['foreign', 'b'], value: 2 },
      { op: 'remove', path: ['foreign', 'c'] },
    ]

    expect(invertIndependent(of, patches)).toEqual({
      patches: [
        { op: 'replace', path: ['foreign', 'a'], value: 9 },
        { op: 'add', path: ['foreign', 'new'], value: 8 },
        { op: 'remove', path: ['foreign', 'c'] },
      ],
      inverse: [
        { op: 'add', path: ['foreign', 'c'], value: 3 },
        { op: 'remove', path: ['foreign', 'new'] },
        { op: 'replace', path: ['foreign', 'a'], value: 1 },
      ],
    })
  })

  it.each<[string, LoosePatch[]]>([
    [
      'one place twice',
      [
        { op: 'add', path: ['name'], value: 'a' },
        { op: 'add', path: ['name'], value: 'b' },
      ],
    ],
    [
      'a place inside another',
      [
        { op: 'remove', path: ['foreign', 'a'] },
        { op: 'add', path: ['foreign'], value: {} },
      ],
    ],
    ['a list', [{ op: 'add', path: ['foreign', 'list', '0'], value: 1 }]],
    ['what is behind a list', [{ op: 'add', path: ['foreign', 'list', '0', 'x'], value: 1 }]],
    ['a way that is not there', [{ op: 'add', path: ['foreign', 'no', 'x'], value: 1 }]],
    ['an inherited way', [{ op: 'add', path: ['foreign', 'toString', 'x'], value: 1 }]],
    ['a forbidden key', [{ op: 'add', path: ['foreign', '__proto__'], value: 1 }]],
    ['no path', [{ op: 'add', path: [], value: 1 }]],
  ])('[P2] are applied instead where they touch: %s', (_case, patches) => {
    expect(invertIndependent({ ...newFlow(), foreign: { a: 1, list: [{}] } }, patches)).toBeUndefined()
  })

  it('[P4] refuse, read off the flow, what applying refuses', () => {
    for (const patch of [
      { op: 'remove', path: ['foreign', 'no'] },
      { op: 'replace', path: ['foreign', 'no'], value: 1 },
      { op: 'add', path: ['foreign', 'no'] },
    ] as const)
      expect(() => invertIndependent({ ...newFlow(), foreign: {} }, [patch])).toThrow(GraphError)
  })

  it('[K3] a change that is applied to be inverted keeps only what did something', () => {
    const of = { ...newFlow(), foreign: { list: [1] } }
    const same: LoosePatch = { op: 'replace', path: ['name'], value: 'Flow' }

    expect(toChange(of, 'Edit', [same, same])).toEqual({ patches: [], inverse: [], label: 'Edit' })
    expect(toChange(of, 'Edit', [same, { op: 'remove', path: ['foreign', 'list', '0'] }])).toEqual({
      patches: [{ op: 'remove', path: ['foreign', 'list', '0'] }],
      inverse: [{ op: 'add', path: ['foreign', 'list', '0'], value: 1 }],
      label: 'Edit',
    })
  })
})

describe('diffFlows', () => {
  it('[E4] tells what changed in a node, a wire and a group, in which part', () => {
    const after: Flow = {
      ...flow(),
      description: 'new',
      nodes: {
        a: { ...node('a', 'target'), version: 3, frozen: true, foreign: 1, values: { x: null } },
        b: node('b'),
      },
      edges: { e: wire('e', 'b', 'a') },
      groups: { g: { id: 'g', name: 'Other', nodes: ['a', 'b'] } },
    }

    const diff = diffFlows(flow(), after)

    expect(diff.info).toEqual([{ field: 'description', before: '', after: 'new' }])
    expect(diff.nodes.changed.map(({ id, fields }) => [id, fields])).toEqual([
      [
        'a',
        [
          { field: '@type', before: 'evaluator', after: 'target' },
          { field: '@version', before: 2, after: 3 },
          { field: '@frozen', after: true },
          { field: '@foreign', after: 1 },
          { field: 'x', after: null },
        ],
      ],
    ])
    expect(diff.edges.changed).toEqual([{ id: 'e', before: flow().edges['e'], after: after.edges['e'] }])
    expect(diff.groups.changed.map(({ id }) => id)).toEqual(['g'])
    const back = diffFlows(after, flow()).nodes.changed[0]
    expect(back?.fields.at(-1)).toStrictEqual({ field: 'x', before: null })
  })

  it.each<[string, Partial<Flow>]>([
    ['the name', { name: 'N' }],
    ['a node', { nodes: { a: node('a') } }],
    ['a wire', { edges: {} }],
    ['a group', { groups: {} }],
  ])('is not the same where %s differs', (_what, part) => {
    expect(diffFlows(flow(), { ...flow(), ...part }).same).toBe(false)
    expect(diffFlows({ ...flow(), ...part }, flow()).same).toBe(false)
    expect(diffFlows(flow(), flow(), { layout: true })).toMatchObject({ same: true, moved: [] })
  })
})

describe('fragments', () => {
  it('take what lies wholly inside, and ignore inherited names', () => {
    const of = flow()

    const part = createFragment(of, ['a', 'toString'])

    expect(part).toEqual({
      schema: 'evalflow.fragment/1',
      nodes: { a: of.nodes['a'] },
      edges: {},
      groups: {},
      layout: { a: { x: 1, y: 2 } },
    })
    expect(createFragment(of, ['b', 'a'])).toMatchObject({ edges: of.edges, groups: of.groups })
  })

  it('leave secrets out on the way to the clipboard, and keep the rest', () => {
    const of = {
      ...flow(),
      nodes: { a: { ...node('a', 'target'), values: { key: 'K', other: 1 } } },
      edges: {},
      groups: {},
    }

    expect(copyNodes(of, ['a'], specs).nodes['a']?.values).toEqual({ other: 1 })
    expect(createFragment(of, ['a']).nodes['a']?.values).toEqual({ key: 'K', other: 1 })
  })

  it.each<[string, (part: Record<string, unknown>) => unknown]>([
    ['another schema', (part) => ({ ...part, schema: 'evalflow.fragment/2' })],
    ['a place of nothing', (part) => ({ ...part, layout: { zz: { x: 0, y: 0 } } })],
    ['a number JSON cannot hold', (part) => ({ ...part, layout: { a: { x: NaN, y: 0 } } })],
  ])('are refused with %s', (_case, change) => {
    expect(() => parseFragment(change({ ...createFragment(flow(), ['a']) }))).toThrow(GraphError)
  })
})

it('[D7] a node without a migration keeps its values and gets the version', () => {
  const specsOf2 = { ...specs, get: (type: string) => specs.list.find((spec) => spec.type === type && !spec.migrate) }
  const of = { ...newFlow(), nodes: { n: { ...node('n', 'note'), version: 0, values: { text: 'x' } } } }

  const { flow: migrated, migrated: ids } = migrateFlow(of, specsOf2)

  expect(migrated.nodes['n']).toEqual({ id: 'n', type: 'note', version: 1, values: { text: 'x' } })
  expect(ids).toEqual(['n'])
})

it('fresh ids have twelve characters, a prefix if asked, and do not repeat', () => {
  const ids = Array.from({ length: 200 }, () => newId())

  expect(new Set(ids).size).toBe(200)
  expect(ids.every((id) => /^[0-9a-hjkmnp-tv-z]{12}$/.test(id))).toBe(true)
  expect(newId('note')).toMatch(/^note-[0-9a-z]{12}$/)
})
