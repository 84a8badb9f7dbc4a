/** Which config types mean this harness, and where a name belongs that it cannot run. */
import { aliasNames, findAlias } from './aliases.ts'
import { resolveLauncherName } from './launcher-catalog.ts'
import { launcherHarness } from './launcher-names.ts'
import { findGroup, findTask } from './tasks/registry.ts'

/** The harness itself, its tasks and groups, and every benchmark name that no other type takes. */
export const isHarnessType = (type: string): boolean =>
  /^lm[_-]eval(?:uation)?[_-]harness$/.test(type) || isTaskType(type) || launcherHarness(type) !== undefined

/** A name of a benchmark, whether it can run or not. */
export const isBenchmark = (type: string): boolean => isTaskType(type) || launcherHarness(type) !== undefined

const isTaskType = (type: string): boolean =>
  aliasNames.includes(type) || findGroup(type) !== undefined || findTask(type) !== undefined

/** What a name stands for; itself if it is no alias. */
export const resolveName = (name: string): string => findAlias(name)?.task ?? name

/** A sentence for a name that is no task here; undefined for a name nobody knows. */
export function whereElse(name: string): string | undefined {
  const entry = resolveLauncherName(name)
  if (entry?.runs?.type === 'bigcode_evaluation_harness') return 'It runs generated code: choose type bigcode.'
  return entry?.note
}
