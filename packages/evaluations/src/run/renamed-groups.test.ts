import { expect, it } from 'vitest'
import { renameGroups } from './renamed-groups.ts'

const weighted = { type: 'mean', params: { weight_by_size: true } }
const groups = {
  all: { tasks: ['a', 'b'], metrics: { acc: weighted } },
  none: { tasks: ['c'], metrics: { acc: weighted } },
  mixed: { tasks: ['a', 'c'], metrics: { acc: weighted } },
}

it('renames a group with all of its tasks, keeps one of none, and leaves a mixed one out with a warning', () => {
  const warnings: string[] = []
  const suffixes = new Map([
    ['a', '_x'],
    ['b', '_x'],
  ])

  const renamed = renameGroups(groups, suffixes, (message) => void warnings.push(message))

  expect(renamed).toEqual({
    all_x: { tasks: ['a_x', 'b_x'], metrics: { acc_x: weighted } },
    none: groups.none,
  })
  expect(warnings).toEqual([expect.stringContaining('Group "mixed" is left out')])
})
