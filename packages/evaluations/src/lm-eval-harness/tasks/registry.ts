/** Benchmark tasks and groups, in the order to show them. A task is data; see `../task-definition.ts`. */
import { type TaskDefinition, type TaskSource, taskDefinitionSchema } from '../task-definition.ts'
import { gsm8kTasks } from './gsm8k.ts'
import { languageModelingTasks } from './language-modeling.ts'
import { mmluGroups, mmluTasks } from './mmlu.ts'
import { mmluProCategories, mmluProTasks } from './mmlu-pro.ts'
import { questionAnsweringTasks } from './question-answering.ts'
import { truthfulqaTasks } from './truthfulqa.ts'

const sources: readonly TaskSource[] = [
  ...gsm8kTasks,
  ...questionAnsweringTasks,
  ...languageModelingTasks,
  ...truthfulqaTasks,
  ...mmluTasks,
  ...mmluProTasks,
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
const bySize = (metric: string): TaskGroup['metrics'] => ({
  [metric]: { type: 'mean', params: { weight_by_size: true } },
})

export const taskGroups: readonly TaskGroup[] = [
  {
    name: 'mmlu',
    tasks: Object.values(mmluGroups).flatMap((subjects) => subjects.map((subject) => `mmlu_${subject}`)),
    groups: Object.keys(mmluGroups),
    metrics: bySize('acc'),
  },
  ...Object.entries(mmluGroups).map(([name, subjects]) => ({
    name,
    tasks: subjects.map((subject) => `mmlu_${subject}`),
    groups: [],
    metrics: bySize('acc'),
  })),
  {
    name: 'mmlu_pro',
    tasks: mmluProCategories.map((category) => `mmlu_pro_${category}`),
    groups: [],
    metrics: bySize('exact_match__custom-extract'),
  },
]

export const taskNames: readonly string[] = sources.map(({ task }) => task)

/** Undefined if there is none of that name. */
export function findTask(name: string): TaskDefinition | undefined {
  const source = sources.find(({ task }) => task === name)
  return source === undefined ? undefined : taskDefinitionSchema.parse(source)
}

export const findGroup = (name: string): TaskGroup | undefined => taskGroups.find((group) => group.name === name)
