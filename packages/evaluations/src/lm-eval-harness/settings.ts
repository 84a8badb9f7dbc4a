/** What a config says about a task, over what the task says itself. Names as in NeMo's `params.extra` and lm-eval's flags. */
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import type { TaskContext } from '../types.ts'
import { type TaskAlias, findAlias, toAliasNote } from './aliases.ts'
import { EXAMPLE_SEED } from './examples.ts'
import type { TaskDefinition } from './task-definition.ts'
import { parseTaskYaml } from './task-yaml.ts'
import { whereElse } from './task-types.ts'
import { findTask, taskGroups, taskNames } from './tasks/registry.ts'

export interface Settings {
  examples: number
  exampleSeed: number
  /** lm-eval sends 1234. */
  seed: number
  /** Undefined: whatever the endpoint serves. */
  chat: boolean | undefined
  /** Examples as turns of the chat, or all in one message. */
  multiturn: boolean
  prefixToken: string | undefined
  /** Tokens of a request, as lm-eval's `max_length`; undefined: lm-eval's 2048. */
  maxLength: number | undefined
  /** Undefined: as the task says. */
  maxTokens: number | undefined
  temperature: number | undefined
  topP: number | undefined
  stop: readonly string[] | undefined
  /** The name in the config, where the tasks of its group have others. */
  askedFor: string
  /** Rows at most. */
  limit: number | undefined
  fewshotDataset: unknown
  /** What becomes of a task that the endpoint cannot run as it is defined. */
  fallback: 'refuse' | 'letters'
}

const settingsSchema = z.looseObject({
  num_fewshot: z.int().min(0).nullish(),
  fewshot_seed: z.int().min(0).nullish(),
  seed: z.int().min(0).nullish(),
  apply_chat_template: z.boolean().nullish(),
  fewshot_as_multiturn: z.boolean().nullish(),
  prefix_token: z.string().min(1).nullish(),
  max_length: z.int().min(4).nullish(),
  /** The name that a group was asked for under; written by `expand-config.ts`. */
  asked_for: z.string().nullish(),
  /** -1 means all. */
  limit: z.number().nullish(),
  task_yaml: z.string().nullish(),
  fallback: z.enum(['refuse', 'letters']).nullish(),
  fewshot_dataset: z.union([z.string(), z.looseObject({ files_url: z.string() })]).nullish(),
})

/** The task's own params win over the config's. */
function readRaw({
  config,
  task,
  path,
}: Pick<TaskContext, 'config' | 'task' | 'path'>): z.infer<typeof settingsSchema> {
  const parsed = settingsSchema.safeParse({ ...config.params?.extra, ...task.params })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw evaluationErrors.configInvalid([path, 'params', ...(issue?.path ?? [])].join('.'), issue?.message ?? '')
}

/** @throws EvaluationError `config_invalid` for a name that is no task here, saying where it belongs */
export function resolveDefinition(context: Pick<TaskContext, 'config' | 'task' | 'path' | 'warn'>): TaskDefinition {
  const { task_yaml: yaml, asked_for: askedFor } = readRaw(context)
  if (yaml != null) return parseTaskYaml(yaml, `${context.path}.params.task_yaml`)
  const name = context.task.type
  const alias = findAlias(name)
  const found = findTask(alias?.task ?? name)
  const note = toAliasNote(askedFor ?? name)
  // of a group once, not for each of its tasks
  const isFirst = askedFor == null || context.path === `config.tasks.${Object.keys(context.config.tasks ?? {})[0]}`
  if (note !== undefined && isFirst) context.warn(note)
  if (found) return withAlias(found, alias)
  const elsewhere = whereElse(name)
  const groups = taskGroups.map((group) => group.name).join(', ')
  const shown = taskNames.filter((task) => !/^(?:mmlu|bbh)_/.test(task)).join(', ')
  throw evaluationErrors.configInvalid(
    `${context.path}.type`,
    `found "${name}". ${elsewhere ?? `Known tasks: ${shown}, the parts of mmlu and bbh; groups: ${groups}. A task file of your own goes to \`params.task_yaml\`.`}`,
  )
}

const withAlias = (found: TaskDefinition, alias: TaskAlias | undefined): TaskDefinition => ({
  ...found,
  ...(alias?.examples === undefined ? {} : { num_fewshot: alias.examples }),
  ...(alias?.examplesFrom === undefined ? {} : { fewshot_split: alias.examplesFrom }),
})

export function readSettings(context: TaskContext, definition: TaskDefinition): Settings {
  const raw = readRaw(context)
  const { params } = context.config
  const stop = params?.stop ?? undefined
  return {
    examples: toExampleCount(context, definition, raw.num_fewshot ?? undefined),
    exampleSeed: raw.fewshot_seed ?? EXAMPLE_SEED,
    seed: raw.seed ?? EXAMPLE_SEED,
    chat: raw.apply_chat_template ?? undefined,
    multiturn: raw.fewshot_as_multiturn ?? true,
    askedFor: raw.asked_for ?? context.task.type,
    prefixToken: raw.prefix_token ?? undefined,
    maxLength: raw.max_length ?? undefined,
    maxTokens: params?.max_tokens ?? undefined,
    temperature: params?.temperature ?? undefined,
    topP: params?.top_p ?? undefined,
    stop: typeof stop === 'string' ? [stop] : stop,
    limit: raw.limit == null || raw.limit < 0 ? undefined : raw.limit,
    fewshotDataset: raw.fewshot_dataset ?? undefined,
    // another task under another name is nothing to run unasked
    fallback: raw.fallback ?? 'refuse',
  }
}

function toExampleCount({ name, warn }: TaskContext, task: TaskDefinition, asked: number | undefined): number {
  if (asked === undefined) return task.num_fewshot ?? 0
  if (task.num_fewshot === 0 && asked > 0) {
    warn(`Task "${name}" is defined without examples; \`num_fewshot\` ${asked} is not used, as in lm-eval.`)
    return 0
  }
  return asked
}
