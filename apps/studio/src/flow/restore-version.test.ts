import { componentRegistry } from '@evalflow/components'
import { applyPatches, createSpecIndex, emptyFlow, type Flow } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
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
})
