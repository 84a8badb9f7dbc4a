/**
 * Rows of a benchmark task and the examples for its prompts: from the dataset the config names, else from the Hugging Face
 * hub. Never from anywhere else, and never another benchmark's.
 */
import { isPlaceholderUrl } from '@evalflow/configs'
import { evaluationErrors } from '../errors.ts'
import { openFromHub } from '../run/benchmark-hub.ts'
import type { DatasetRef, OpenDataset, RowSource, TaskContext } from '../types.ts'
import { createSampler } from './examples.ts'
import { rowAdapters } from './row-adapters.ts'
import type { Settings } from './settings.ts'
import { type Doc, type TaskDefinition, evaluatedSplit, examplesSplit } from './task-definition.ts'

/** In each row: which rows of the examples stand in its prompt. */
export const EXAMPLE_ROWS = 'fewshot_rows'

export interface TaskRows {
  rows: RowSource
  /** Row numbers of `EXAMPLE_ROWS` point into these. */
  examples: readonly Doc[]
  /** What decides prompts beside the rows. */
  identity: unknown
}

/** @throws EvaluationError `dataset_missing` saying what was looked for; `config_invalid` for rows in no known layout */
export async function openTaskRows(
  context: TaskContext,
  definition: TaskDefinition,
  settings: Settings,
): Promise<TaskRows> {
  const data = await openRows(context, definition)
  const convert = createConverter(context, definition)
  const examples = await openExamples(context, definition, settings, convert)
  const leaveOut =
    (definition.fewshot_config.split ?? definition.fewshot_split ?? null) === (definition.test_split ?? null)
  const options = {
    kind: definition.fewshot_config.sampler,
    count: settings.examples,
    seed: settings.exampleSeed,
    leaveOut,
  } as const
  const newSampler = () => createSampler(examples.docs, options, `${context.path}.params.num_fewshot`)
  newSampler()
  const mayDrop = rowAdapters[definition.process_docs ?? '']?.drops === true
  const rows: RowSource = {
    count: mayDrop || data.count === null ? null : Math.min(data.count, settings.limit ?? Infinity),
    hash: `${data.hash} ${examples.hash}`,
    async *rows() {
      const sample = newSampler()
      let given = 0
      let index = 0
      for await (const row of data.rows()) {
        if (settings.limit !== undefined && given >= settings.limit) return
        const doc = convert(row, index++)
        if (doc === null) continue
        given++
        yield settings.examples === 0 ? doc : { ...doc, [EXAMPLE_ROWS]: sample(doc) }
      }
    },
  }
  return { rows, examples: examples.docs, identity: { examples: options } }
}

type Convert = (row: Doc, index: number) => Doc | null

function createConverter({ name }: TaskContext, definition: TaskDefinition): Convert {
  const adapter = definition.process_docs == null ? undefined : rowAdapters[definition.process_docs]
  if (adapter === undefined) return (row) => row
  return (row, index) => {
    const doc = adapter.toDoc(row, { datasetName: definition.dataset_name ?? '' })
    if (doc !== undefined) return doc
    throw evaluationErrors.configInvalid(
      `config.tasks.${name}.dataset`,
      `row ${index + 1} has the columns ${Object.keys(row).join(', ') || '(none)'}. "${definition.task}" reads rows with ${adapter.layouts.map((layout) => `(${layout})`).join(' or ')}.`,
    )
  }
}

async function openRows(context: TaskContext, definition: TaskDefinition): Promise<OpenDataset> {
  const { dataset } = context.task
  const url = typeof dataset === 'string' ? dataset : dataset?.files_url
  if (dataset != null && url != null && !isPlaceholderUrl(url))
    return context.services.openDataset(withName(dataset, definition))
  const split = evaluatedSplit(definition)
  return openFromTaskHub(context, definition, split, `\`tasks.${context.name}.dataset.files_url\``)
}

async function openExamples(
  context: TaskContext,
  definition: TaskDefinition,
  settings: Settings,
  convert: Convert,
): Promise<{ docs: readonly Doc[]; hash: string }> {
  if (settings.examples === 0) return { docs: [], hash: '' }
  const split = examplesSplit(definition)
  if (split === undefined) return { docs: definition.fewshot_config.samples ?? [], hash: 'own' }
  const place = `\`tasks.${context.name}.params.fewshot_dataset\``
  const given = settings.fewshotDataset as DatasetRef | undefined
  const data =
    given === undefined
      ? await openFromTaskHub(
          context,
          definition,
          split,
          `${place} (${settings.examples} examples per prompt; or set \`num_fewshot\` to 0)`,
        )
      : await context.services.openDataset(withName(given, definition))
  const docs: Doc[] = []
  let index = 0
  for await (const row of data.rows()) {
    const doc = convert(row, index++)
    if (doc !== null) docs.push(doc)
  }
  return { docs, hash: data.hash }
}

async function openFromTaskHub(
  context: TaskContext,
  definition: TaskDefinition,
  split: string,
  place: string,
): Promise<OpenDataset> {
  const { task, dataset_path: repository, dataset_name: subset } = definition
  if (repository == null)
    throw evaluationErrors.benchmarkDataMissing(
      context.path,
      `"${task}" names no \`dataset_path\`. Give its rows at ${place}.`,
    )
  return openFromHub(context, task, { repository, subset, split }, place)
}

/** `{dataset_name}` in a URL stands for the subset, so that one entry serves all tasks of a group. */
function withName(ref: DatasetRef, { dataset_name: name }: TaskDefinition): DatasetRef {
  const fill = (url: string) => url.replaceAll('{dataset_name}', name ?? '')
  return typeof ref === 'string' ? fill(ref) : { ...ref, files_url: fill(ref.files_url) }
}
