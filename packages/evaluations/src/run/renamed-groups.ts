/** Groups of tasks that run as another task than the one asked for (`TaskPlan.suffix`): never the asked one's numbers. */
import type { EvaluationPlan } from '../types.ts'

type Groups = EvaluationPlan['groups']

/**
 * A group whose tasks all got the same suffix gets it too, with its metrics; one whose tasks are now of different kinds is
 * left out with a warning, since their numbers do not add up.
 */
export function renameGroups(
  groups: Groups,
  suffixes: ReadonlyMap<string, string>,
  warn: (message: string) => void,
): Groups {
  const renamed: Groups = {}
  for (const [name, group] of Object.entries(groups)) {
    const found = new Set((group.tasks ?? []).map((task) => suffixes.get(task) ?? ''))
    const [suffix = ''] = found
    if (found.size > 1)
      warn(
        `Group "${name}" is left out: some of its tasks run as other tasks, whose scores cannot be joined with the rest.`,
      )
    else if (suffix === '') renamed[name] = group
    else renamed[name + suffix] = withSuffix(group, suffix)
  }
  return renamed
}

function withSuffix(group: Groups[string], suffix: string): Groups[string] {
  const metrics = Object.entries(group.metrics ?? {}).map(([metric, how]) => [metric + suffix, how] as const)
  return {
    ...group,
    tasks: (group.tasks ?? []).map((task) => task + suffix),
    metrics: Object.fromEntries(metrics),
  }
}
