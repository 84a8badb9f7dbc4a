/** Rows of a published benchmark from the Hugging Face hub, where its config names no dataset. */
import { evaluationErrors } from '../errors.ts'
import type { OpenDataset, TaskContext } from '../types.ts'

export interface HubSource {
  /** e.g. `openai/openai_humaneval` */
  repository: string
  subset?: string | null | undefined
  split: string
}

/** `place`: where rows of one's own go, for the message. @throws EvaluationError `dataset_missing` saying what was looked for */
export async function openFromHub(
  { services, path }: Pick<TaskContext, 'services' | 'path'>,
  benchmark: string,
  { repository, subset, split }: HubSource,
  place: string,
): Promise<OpenDataset> {
  try {
    return await services.openDataset({
      files_url: `hf://datasets/${repository}`,
      hf_endpoint: 'https://huggingface.co',
      split,
      ...(subset == null ? {} : { subset }),
    })
  } catch (error) {
    const looked = `split "${split}" of "${repository}"${subset == null ? '' : ` (${subset})`} on the Hugging Face hub`
    const why = error instanceof Error ? error.message : String(error)
    throw evaluationErrors.benchmarkDataMissing(
      path,
      `"${benchmark}" needs its data, and none was found. Looked for ${looked}: ${why} Upload the rows and give them at ${place}.`,
      error,
    )
  }
}
