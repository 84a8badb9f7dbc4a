import { componentRegistry } from '@evalflow/components'
import { localSpec } from '@evalflow/components/react'
import { applyPatches, createSpecIndex, emptyFlow, problems, type Flow } from '@evalflow/graph'
import { setLanguage } from '@evalflow/ui'
import { afterEach, describe, expect, it } from 'vitest'
import { describeProblem } from './describe-problem.ts'
import { restoreVersion } from './restore-version.ts'

const old: Flow = {
  ...emptyFlow({ id: 'f', name: 'before' }),
  nodes: { a: { id: 'a', type: 'evaluator', version: 1, values: { config: 'default/x' } } },
  layout: { nodes: { a: { x: 1, y: 2 } } },
}
const now: Flow = {
  ...emptyFlow({ id: 'f', name: 'after' }),
  nodes: { b: { id: 'b', type: 'evaluator', version: 1, name: 'Judge', values: {} } },
  layout: { nodes: { b: { x: 5, y: 5 } } },
}

describe('restoreVersion', () => {
  it('gives back the version exactly, and the way back from it', () => {
    const change = restoreVersion(now, { target: old, label: 'Restore v1' })

    const restored = applyPatches(now, change.patches)
    expect(restored).toEqual(old)
    expect(applyPatches(restored, change.inverse)).toEqual(now)
  })

  it('keeps the id of the flow it restores into', () => {
    const change = restoreVersion(now, { target: { ...old, id: 'other' }, label: 'Restore' })

    expect(applyPatches(now, change.patches).id).toBe('f')
  })

  it('changes nothing where nothing differs', () => {
    expect(restoreVersion(now, { target: now, label: 'Restore' }).patches).toEqual([])
  })
})

describe('describeProblem', () => {
  afterEach(() => setLanguage('en'))

  const specs = createSpecIndex(componentRegistry)
  const problem = { code: 'invalid_field', severity: 'error', message: 'is missing' } as const

  it('names the node as it stands on the canvas, and the field by its label', () => {
    const label = specs.field('evaluator', 'config')?.label

    expect(describeProblem({ ...problem, node: 'b', field: 'config' }, now, specs)).toBe(`Judge › ${label}: is missing`)
  })

  it('does not say the name twice', () => {
    expect(describeProblem({ ...problem, node: 'b', message: 'Judge needs a wire' }, now, specs)).toBe(
      'Judge needs a wire',
    )
  })

  it('says what is wrong with a field in the reader’s language', () => {
    setLanguage('de')
    const german = createSpecIndex(componentRegistry.map((spec) => localSpec(spec, 'de')))
    const flow = {
      ...now,
      nodes: { b: { ...now.nodes['b'], id: 'b', type: 'evaluator', version: 1, values: { config: 5 } } },
    }
    const found = problems(flow, german).find(({ field }) => field === 'config')
    const label = german.field('evaluator', 'config')?.label

    expect(found && describeProblem(found, flow, german)).toBe(`Judge: ${label}: 5 gefunden, Text erwartet`)
    expect(found?.message).toContain('found 5, expected text')
  })
})
