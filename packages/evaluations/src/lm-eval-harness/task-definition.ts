/**
 * A benchmark task as data: the fields of an lm-eval task file (`lm_eval/config/task.py` of 0.4.13), under their names.
 *
 * What lm-eval writes as Python functions stands here as the name of a step this package knows: `process_docs` (see
 * `row-adapters.ts`) and `process_results` (see `row-scores.ts`). Task files of users cannot name them.
 */
import { z } from 'zod'

const template = z.string()
const choicesSchema = z.union([template, z.array(z.string())])

const fewshotConfigSchema = z.strictObject({
  /** `default` draws at random from seed 1234; `first_n` takes the first rows. */
  sampler: z.enum(['default', 'first_n']).default('default'),
  split: z.string().nullish(),
  samples: z.array(z.record(z.string(), z.unknown())).nullish(),
  doc_to_text: template.nullish(),
  doc_to_choice: choicesSchema.nullish(),
  doc_to_target: z.union([template, z.int()]).nullish(),
  target_delimiter: z.string().nullish(),
  fewshot_delimiter: z.string().nullish(),
  gen_prefix: z.string().nullish(),
})

const filterStepSchema = z.looseObject({ function: z.string() })
const filterSchema = z.strictObject({ name: z.string(), filter: z.array(filterStepSchema).min(1) })

const metricSchema = z.looseObject({
  metric: z.string(),
  aggregation: z.string().nullish(),
  higher_is_better: z.boolean().nullish(),
})

const generationSchema = z.looseObject({
  until: z
    .union([z.string(), z.array(z.string())])
    .transform((until) => (typeof until === 'string' ? [until] : until))
    .optional(),
  do_sample: z.boolean().optional(),
  temperature: z.number().optional(),
  max_gen_toks: z.int().min(1).optional(),
})

export const taskDefinitionSchema = z.strictObject({
  task: z.string().min(1),
  task_alias: z.string().nullish(),
  tag: z.union([z.string(), z.array(z.string())]).nullish(),
  /** A repository of the Hugging Face hub. */
  dataset_path: z.string().nullish(),
  dataset_name: z.string().nullish(),
  training_split: z.string().nullish(),
  validation_split: z.string().nullish(),
  test_split: z.string().nullish(),
  fewshot_split: z.string().nullish(),
  output_type: z.enum(['multiple_choice', 'loglikelihood', 'loglikelihood_rolling', 'generate_until']),
  process_docs: z.string().nullish(),
  process_results: z.string().nullish(),
  /** A column, or a template. Digits mean an index where there are choices (several inputs, as in WinoGrande). */
  doc_to_text: z.union([template, z.int()]),
  doc_to_target: z.union([template, z.int()]),
  doc_to_choice: choicesSchema.nullish(),
  description: template.default(''),
  target_delimiter: z.string().default(' '),
  fewshot_delimiter: z.string().default('\n\n'),
  fewshot_config: fewshotConfigSchema.prefault({}),
  num_fewshot: z.int().min(0).nullish(),
  gen_prefix: template.nullish(),
  generation_kwargs: generationSchema.nullish(),
  repeats: z.int().min(1).default(1),
  filter_list: z.array(filterSchema).nullish(),
  metric_list: z.array(metricSchema).min(1),
  should_decontaminate: z.unknown().optional(),
  doc_to_decontamination_query: z.unknown().optional(),
  metadata: z.looseObject({ version: z.union([z.number(), z.string()]).optional() }).nullish(),
})

/** With every default filled in. */
export type TaskDefinition = z.output<typeof taskDefinitionSchema>
/** As it is written. */
export type TaskSource = z.input<typeof taskDefinitionSchema>
export type FilterDefinition = z.output<typeof filterSchema>
export type MetricDefinition = z.output<typeof metricSchema>

/** A row as templates see it. */
export type Doc = Readonly<Record<string, unknown>>

/** The split whose rows are evaluated, as lm-eval chooses it. */
export const evaluatedSplit = (task: TaskDefinition): string => task.test_split ?? task.validation_split ?? 'test'

/** The split that examples come from; undefined where the task brings its own. */
export function examplesSplit(task: TaskDefinition): string | undefined {
  const chosen = task.fewshot_config.split ?? task.fewshot_split
  if (chosen != null) return chosen
  if (task.fewshot_config.samples != null) return undefined
  return task.training_split ?? task.validation_split ?? task.test_split ?? undefined
}
