/** Benchmark tasks and groups, in the order to show them. A task is data; see `../task-definition.ts`. */
import { type TaskDefinition, type TaskSource, taskDefinitionSchema } from '../task-definition.ts'
import { bbhForms, bbhNames, bbhTasks } from './bbh.ts'
import { codeTasks } from './code.ts'
import { gsm8kTasks } from './gsm8k.ts'
import { ifevalTasks } from './ifeval.ts'
import { languageModelingTasks } from './language-modeling.ts'
import { mmluGenerativeTasks, mmluGroups, mmluTasks } from './mmlu.ts'
import { mmluProCategories, mmluProTasks } from './mmlu-pro.ts'
import { questionAnsweringTasks } from './question-answering.ts'
import { truthfulqaTasks } from './truthfulqa.ts'

const sources: readonly TaskSource[] = [
  ...gsm8kTasks,
  ...questionAnsweringTasks,
  ...languageModelingTasks,
  ...truthfulqaTasks,
  ...mmluTasks,
  ...mmluGenerativeTasks,
  ...mmluProTasks,
  ...ifevalTasks,
  ...bbhTasks,
  ...codeTasks,
]

export interface TaskGroup {
  name: string
  /** Names of tasks, none of them groups. */
  tasks: readonly string[]
  /** Reported beside it. */
  groups: readonly string[]
  /** How each score of the tasks becomes the group's. */
  metrics: Record<string, { type: 'mean'; params: { weight_by_size: boolean } }>
}

/** Every question counts the same, so a task counts by its size. */
const bySize = (...metrics: string[]): TaskGroup['metrics'] =>
  Object.fromEntries(metrics.map((metric) => [metric, { type: 'mean', params: { weight_by_size: true } }]))

const group = (
  name: string,
  tasks: readonly string[],
  metrics: TaskGroup['metrics'],
  groups: readonly string[] = [],
) => ({
  name,
  tasks,
  groups,
  metrics,
})

/** All of MMLU and its four parts; `suffix` tells its forms apart. */
function mmluParts(suffix: string, metrics: TaskGroup['metrics']): TaskGroup[] {
  const parts = Object.entries(mmluGroups).map(([name, subjects]) =>
    group(
      name + suffix,
      subjects.map((subject) => `mmlu_${subject}${suffix}`),
      metrics,
    ),
  )
  const names = parts.map(({ name }) => name)
  const all = parts.flatMap(({ tasks }) => tasks)
  return [group(`mmlu${suffix}`, all, metrics, names), ...parts]
}

const bbhGroup = (name: string, form: string) =>
  group(
    name,
    bbhNames.map((task) => `bbh_${form}_${task}`),
    bySize(...(bbhForms[form] ?? [])),
  )

export const taskGroups: readonly TaskGroup[] = [
  ...mmluParts('', bySize('acc')),
  ...mmluParts('_generative', bySize('exact_match__get_response')),
  group(
    'mmlu_pro',
    mmluProCategories.map((category) => `mmlu_pro_${category}`),
    bySize('exact_match__custom-extract'),
  ),
  // of one name, but with nothing to take the mean of
  group('truthfulqa', ['truthfulqa_mc1', 'truthfulqa_mc2', 'truthfulqa_gen'], {}),
  bbhGroup('bbh', 'cot_fewshot'),
  ...Object.keys(bbhForms).map((form) => bbhGroup(`bbh_${form}`, form)),
]

const byName = new Map(sources.map((source) => [source.task, source]))

export const taskNames: readonly string[] = [...byName.keys()]

/** Undefined if there is none of that name. */
export function findTask(name: string): TaskDefinition | undefined {
  const source = byName.get(name)
  return source === undefined ? undefined : taskDefinitionSchema.parse(source)
}

export const findGroup = (name: string): TaskGroup | undefined => taskGroups.find((group) => group.name === name)

let patterns: ReadonlySet<string> | undefined

/** Every pattern of these tasks' filters and metrics. */
export function ownPatterns(): ReadonlySet<string> {
  return (patterns ??= new Set(
    sources.flatMap(({ filter_list: filters, metric_list: metrics }) => [
      ...metrics.flatMap((metric) => texts(metric['regexes_to_ignore'])),
      ...(filters ?? []).flatMap(({ filter }) => filter.flatMap(patternsOf)),
    ]),
  ))
}

function patternsOf(step: Readonly<Record<string, unknown>>): string[] {
  const mapped = Object.keys(Object(step['regex_pattern_to_value']))
  return [...texts([step['regex_pattern']]), ...mapped, mapped.join('|')]
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
