/**
 * A config's benchmarks as single tasks: a group becomes its tasks and an entry of `groups`, and a config whose `type`
 * names the benchmark and that has no tasks gets the one it means. Pure, and the same each time, so that a job resumes.
 */
import type { EvaluationConfig, TaskConfig } from '@evalflow/contract'
import { findAlias } from './aliases.ts'
import { isBenchmark, resolveName } from './task-types.ts'
import { type TaskGroup, findGroup } from './tasks/registry.ts'

type Groups = NonNullable<EvaluationConfig['groups']>

export function expandHarnessConfig<Config extends Pick<EvaluationConfig, 'type' | 'tasks' | 'groups'>>(
  config: Config,
): Config {
  const written = Object.entries(config.tasks ?? {})
  const entries: [string, TaskConfig][] =
    written.length === 0 && isBenchmark(config.type) ? [[config.type, { type: config.type }]] : written
  const tasks: Record<string, TaskConfig> = {}
  const groups: Groups = {}
  for (const [name, task] of entries) {
    const group = findGroup(resolveName(task.type))
    if (group === undefined) tasks[name] = task
    else addGroup(entries.length === 1 ? group.name : name, task, group, { tasks, groups })
  }
  return { ...config, tasks, groups: { ...groups, ...config.groups } }
}

/** Tasks keep their own names where the group does, or is alone; else they stand under the entry's. */
function addGroup(
  name: string,
  task: TaskConfig,
  group: TaskGroup,
  into: { tasks: Record<string, TaskConfig>; groups: Groups },
): void {
  const toName = (member: string) => (name === group.name ? member : `${name}.${member}`)
  const params = toMemberParams(task)
  for (const member of group.tasks) into.tasks[toName(member)] = { ...task, ...params, type: member }
  for (const part of [group, ...group.groups.flatMap((inner) => findGroup(inner) ?? [])])
    into.groups[part === group ? name : toName(part.name)] = { tasks: part.tasks.map(toName), metrics: part.metrics }
}

/** What an alias says of its group, since the tasks no longer stand under its name. */
function toMemberParams({ type, params }: TaskConfig): Pick<TaskConfig, 'params'> {
  const alias = findAlias(type)
  if (alias === undefined) return {}
  const examples = alias.examples === undefined ? {} : { num_fewshot: alias.examples }
  return { params: { ...examples, asked_for: type, ...params } }
}
