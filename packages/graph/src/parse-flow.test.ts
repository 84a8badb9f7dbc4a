import { describe, expect, it, vi } from 'vitest'
import { GraphError } from './errors.ts'
import type { Flow } from './flow.ts'
import { migrateDocument } from './migrate-document.ts'
import { migrateFlow } from './migrate-flow.ts'
import { parseFlow } from './parse-flow.ts'
import { newFlow } from './sample-flows.ts'
import { sampleIndex } from './sample-specs.ts'

// Properties run hundreds of cases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const node = (id: string) => ({ id, type: 'evaluator', version: 1, values: {} })
const valid = (): Flow => ({
  ...newFlow(),
  nodes: { a: node('a'), b: node('b') },
  edges: { e: { id: 'e', source: { node: 'a', port: 'result' }, target: { node: 'b', port: 'dataset' } } },
  groups: { g: { id: 'g', name: 'G', nodes: ['a'] } },
  layout: { nodes: { a: { x: 1, y: 2 } }, viewport: { x: 0, y: 0, zoom: 1 } },
})

function issuesOf(input: unknown): string[] {
  try {
    parseFlow(input)
  } catch (error) {
    if (error instanceof GraphError) return error.issues.map((issue) => issue.path.join('.'))
    throw error
  }
  return []
}

describe('parseFlow', () => {
  it('[D1] takes what it gives', () => {
    expect(parseFlow(JSON.parse(JSON.stringify(valid())))).toEqual(valid())
  })

  it.each([
    ['key and id differ', { ...valid(), nodes: { a: node('x'), b: node('b') } }, 'nodes.a.id'],
    ['wire to nothing', { ...valid(), nodes: { a: node('a') } }, 'edges.e.target.node'],
    [
      'wire to an inherited name',
      {
        ...valid(),
        edges: { e: { id: 'e', source: { node: 'a', port: 'p' }, target: { node: 'toString', port: 'p' } } },
      },
      'edges.e.target.node',
    ],
    ['group of nothing', { ...valid(), groups: { g: { id: 'g', name: '', nodes: ['zz'] } } }, 'groups.g.nodes.0'],
    [
      'node in two groups',
      { ...valid(), groups: { g: { id: 'g', name: '', nodes: ['a'] }, h: { id: 'h', name: '', nodes: ['a'] } } },
      'groups.h.nodes.0',
    ],
    ['place of nothing', { ...valid(), layout: { nodes: { zz: { x: 0, y: 0 } } } }, 'layout.nodes.zz'],
    ['infinite place', { ...valid(), layout: { nodes: { a: { x: Infinity, y: 0 } } } }, 'layout.nodes.a.x'],
    ['NaN place', { ...valid(), layout: { nodes: { a: { x: NaN, y: 0 } } } }, 'layout.nodes.a.x'],
    ['far place', { ...valid(), layout: { nodes: { a: { x: 1e9, y: 0 } } } }, 'layout.nodes.a.x'],
    ['no name', { ...valid(), name: undefined }, 'name'],
  ])('[D2] refuses %s, naming the path', (_title, input, path) => {
    expect(issuesOf(input)).toContain(path)
  })

  it.each(['__proto__', 'constructor', 'prototype'])('[D3] refuses the key %s anywhere', (key) => {
    const text = JSON.stringify(valid()).replace('"values":{}', `"values":{"deep":[{"${key}":{"polluted":1}}]}`)

    expect(issuesOf(JSON.parse(text))).toEqual([`nodes.a.values.deep.0.${key}`])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('[D4] refuses what is too big or too deep without hanging', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`n${i}`, node(`n${i}`)]))
    expect(issuesOf({ ...newFlow(), nodes: many })).toEqual(['nodes'])
    expect(issuesOf({ ...newFlow(), description: 'x'.repeat(10_000_000) })).toContain('description')
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown
    expect(issuesOf({ ...newFlow(), foreign: deep })[0]).toMatch(/^foreign\.0/)
    const endless: Record<string, unknown> = {}
    endless['self'] = endless
    expect(issuesOf({ ...newFlow(), foreign: endless })[0]).toMatch(/^foreign\.self/)
  })

  it('[D5] keeps keys it does not know, through any number of readings', () => {
    const input = {
      ...valid(),
      future: 1,
      nodes: { a: { ...node('a'), colour: 'red' }, b: { ...node('b'), foreign: { x: 1 }, y: 2 } },
    }

    const flow = parseFlow(input)

    expect(flow.foreign).toEqual({ unknown: { future: 1 } })
    expect(flow.nodes['a']?.foreign).toEqual({ unknown: { colour: 'red' } })
    expect(flow.nodes['b']?.foreign).toEqual({ x: 1, unknown: { y: 2 } })
    expect(parseFlow(structuredClone(flow))).toEqual(flow)
  })

  it('[D6] says that a newer version wrote the flow', () => {
    expect(() => parseFlow({ ...valid(), schema: 'evalflow.flow/9' })).toThrow('newer Evalflow')
    expect(() => parseFlow('text')).toThrow('expected an object')
    expect(() => parseFlow({ hello: 1 })).toThrow('not a valid flow')
  })
})

describe('migrations', () => {
  it('[D7] walk from any released format to the goal', () => {
    const steps = [
      { from: 'v1', to: 'v2', migrate: (d: Record<string, unknown>) => ({ ...d, two: true }) },
      { from: 'v0', to: 'v1', migrate: (d: Record<string, unknown>) => ({ ...d, one: true }) },
    ]

    expect(migrateDocument({ schema: 'v0' }, steps, 'v2')).toEqual({ schema: 'v2', one: true, two: true })
    expect(() => migrateDocument({ schema: 'v3' }, steps, 'v2')).toThrow('"v3"')
    expect(() => migrateDocument({ schema: 'a' }, [{ from: 'a', to: 'a', migrate: (d) => d }], 'b')).toThrow('"a"')
  })

  it('[D7] bring the values of a node to its component version, and leave newer and unknown ones', () => {
    const flow = {
      ...newFlow(),
      nodes: {
        old: { ...node('old'), values: { kind: 'b' } },
        newer: { ...node('newer'), version: 3 },
        odd: { ...node('odd'), type: 'mystery' },
      },
    }

    const migrated = migrateFlow(flow, sampleIndex)

    expect(migrated.flow.nodes['old']).toEqual({ ...node('old'), version: 2, values: { kind: 'b', mode: 'b' } })
    expect(migrated).toMatchObject({ migrated: ['old'], newer: ['newer'] })
    expect(migrated.flow.nodes['odd']).toBe(flow.nodes.odd)
    expect(migrateFlow(migrated.flow, sampleIndex).flow).toBe(migrated.flow)
  })
})
