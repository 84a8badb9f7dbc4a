/** Which config types mean this harness, and where a name belongs that it cannot run. */
import { aliasNames, findAlias } from './aliases.ts'
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
  if (name === 'truthfulqa')
    return 'TruthfulQA is three tasks here: truthfulqa_mc1, truthfulqa_mc2 and truthfulqa_gen. Choose one.'
  if (name.startsWith('adlr_'))
    return 'adlr_* tasks are defined in a container that is not published, and no open task is known to equal this one.'
  if (/^(?:humaneval|mbpp|multiple-)/.test(name)) return 'It runs generated code: choose type bigcode.'
  const harness = launcherHarness(name)
  if (harness === 'lm-evaluation-harness')
    return 'It is a task of lm-evaluation-harness that this version does not have. Give its task file at `params.task_yaml` if it needs no Python.'
  if (harness !== undefined)
    return `It belongs to the harness "${harness}", which is not part of Evalflow. Run it with the NeMo Evaluator launcher.`
  return undefined
}
