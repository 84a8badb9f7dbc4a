import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { GraphError } from './errors.ts'
import { invertIndependent } from './independent-patches.ts'
import type { Flow, JsonValue } from './flow.ts'
import { applyPatches, applyWithInverse, type LoosePatch } from './patches.ts'
import { deepFreeze, newFlow } from './sample-flows.ts'

// Properties run hundreds of cases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

/** The model: clone everything, then write. */
function naive(flow: Flow, patches: readonly LoosePatch[]): Flow {
  const copy = structuredClone(flow)
  for (const patch of patches) {
    let at: unknown = copy
    for (const key of patch.path.slice(0, -1)) at = (at as Record<string, unknown>)[key]
    const key = patch.path.at(-1) ?? ''
    if (Array.isArray(at)) {
      if (patch.op === 'remove') at.splice(Number(key), 1)
      else if (patch.op === 'add') at.splice(Number(key), 0, patch.value)
      else at[Number(key)] = patch.value
    } else if (patch.op === 'remove') delete (at as Record<string, unknown>)[key]
    else (at as Record<string, unknown>)[key] = patch.value
  }
  return copy
}

const flowWith = (foreign: JsonValue): Flow => deepFreeze({ ...newFlow(), foreign })
const start = () => flowWith({ a: { b: 1, list: [1, 2, 3] }, c: 'x' })

const patch = fc.oneof(
  fc.record({
    op: fc.constant('add' as const),
    path: fc.constantFrom(
      ['foreign', 'a', 'new'],
      ['foreign', 'd'],
      ['foreign', 'a', 'b'],
      ['foreign', 'a', 'list', '0'],
    ),
    value: fc.jsonValue() as fc.Arbitrary<JsonValue>,
  }),
  fc.record({
    op: fc.constant('replace' as const),
    path: fc.constantFrom(['foreign', 'c'], ['name'], ['foreign', 'a', 'list', '1']),
    value: fc.jsonValue() as fc.Arbitrary<JsonValue>,
  }),
  fc.record({
    op: fc.constant('remove' as const),
    path: fc.constantFrom(['foreign', 'a', 'b'], ['foreign', 'd'], ['foreign', 'a', 'list', '0']),
  }),
)

describe('applyPatches', () => {
  it('[P1] does what writing into a clone does, and leaves its input alone', () => {
    fc.assert(
      fc.property(fc.array(patch, { maxLength: 6 }), (patches) => {
        const flow = start()
        let applied: Flow
        try {
          applied = applyPatches(flow, patches)
        } catch (error) {
          return error instanceof GraphError
        }
        expect(applied).toEqual(naive(flow, patches))
        return true
      }),
      { numRuns: 500 },
    )
  })

  it('[P2] inverts exactly, in both directions', () => {
    fc.assert(
      fc.property(fc.array(patch, { maxLength: 6 }), (patches) => {
        const flow = start()
        let there: ReturnType<typeof applyWithInverse>
        try {
          there = applyWithInverse(flow, patches)
        } catch (error) {
          return error instanceof GraphError
        }
        const back = applyWithInverse(there.flow, there.inverse)
        expect(back.flow).toEqual(flow)
        expect(applyPatches(back.flow, back.inverse)).toEqual(there.flow)
        return true
      }),
      { numRuns: 500 },
    )
  })

  it('[P2] gives the same way back when read off the flow as when applied', () => {
    fc.assert(
      fc.property(fc.array(patch, { maxLength: 4 }), (patches) => {
        const flow = start()
        let read: ReturnType<typeof invertIndependent>
        try {
          read = invertIndependent(flow, patches)
        } catch (error) {
          expect(() => applyPatches(flow, patches)).toThrow(GraphError)
          return error instanceof GraphError
        }
        fc.pre(read !== undefined)
        const applied = applyWithInverse(flow, patches)
        expect(read?.inverse).toEqual(applied.inverse)
        expect(applyPatches(flow, read?.patches ?? [])).toEqual(applied.flow)
        return true
      }),
      { numRuns: 300 },
    )
  })

  it('[P3] shares what it does not touch', () => {
    const flow = start()

    const after = applyPatches(flow, [{ op: 'replace', path: ['name'], value: 'New' }])

    expect(after.nodes).toBe(flow.nodes)
    expect(after.foreign).toBe(flow.foreign)
  })

  it.each([
    ['replace of nothing', { op: 'replace', path: ['foreign', 'zz'], value: 1 }, 'there is no "zz"'],
    ['remove of nothing', { op: 'remove', path: ['foreign', 'zz'] }, 'there is no "zz"'],
    ['missing parent', { op: 'add', path: ['foreign', 'zz', 'y'], value: 1 }, 'there is no "zz"'],
    ['inherited parent', { op: 'add', path: ['foreign', 'toString', 'y'], value: 1 }, 'there is no "toString"'],
    ['no value', { op: 'add', path: ['foreign', 'zz'] }, 'needs a value'],
    ['list position', { op: 'replace', path: ['foreign', 'a', 'list', '9'], value: 1 }, 'not a position'],
    ['empty path', { op: 'add', path: [], value: 1 }, 'the path is empty'],
    ['__proto__ at the end', { op: 'add', path: ['foreign', '__proto__'], value: {} }, 'not allowed'],
    ['__proto__ on the way', { op: 'add', path: ['__proto__', 'polluted'], value: 1 }, 'not allowed'],
    ['constructor', { op: 'add', path: ['constructor', 'prototype', 'polluted'], value: 1 }, 'not allowed'],
  ] as const)('[P4] refuses %s and applies nothing', (_title, bad, message) => {
    const flow = start()
    const good: LoosePatch = { op: 'replace', path: ['name'], value: 'Changed' }

    expect(() => applyPatches(flow, [good, { ...bad, path: [...bad.path] }])).toThrow(message)

    expect(flow.name).toBe('Flow')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('[P5] keeps a value of the same content out of the inverse', () => {
    const flow = start()

    const { inverse } = applyWithInverse(flow, [
      { op: 'replace', path: ['foreign', 'a'], value: { list: [1, 2, 3], b: 1 } },
    ])

    expect(inverse).toEqual([])
  })
})
