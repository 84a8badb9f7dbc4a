/** A stored dataset by `namespace/name`, as the value of a dataset port. One request. */
import { ComponentError, isDenied, isNotFound, messageOf } from './errors.ts'
import type { ComponentServices, StoredDataset } from './services.ts'
import { datasetValueSchema, parseRef, type DatasetValue } from './values.ts'

/** @throws ComponentError `dataset_missing`, `denied` or `dataset_unusable`, naming the dataset and what to do */
export async function findDatasetValue(ref: string, services: ComponentServices, field: string): Promise<DatasetValue> {
  const { namespace, name } = parseRef(ref, services.namespace)
  try {
    return fromEntity(await services.nemo.datasets.get({ namespace, name }), { namespace, name })
  } catch (error) {
    if (error instanceof ComponentError) throw error
    if (isNotFound(error))
      throw new ComponentError(
        'dataset_missing',
        `Dataset "${namespace}/${name}" is not in the Entity Store. It may have been deleted or renamed: pick another, or create it with Dataset Creator.`,
        { field, cause: error },
      )
    if (isDenied(error))
      throw new ComponentError(
        'denied',
        `No permission to read dataset "${namespace}/${name}". Ask for access, or pick another.`,
        { field, cause: error },
      )
    throw new ComponentError(
      'dataset_unusable',
      `Dataset "${namespace}/${name}" could not be read: ${messageOf(error)}. Try again.`,
      { field, cause: error },
    )
  }
}

function fromEntity(dataset: StoredDataset, ref: { namespace: string; name: string }): DatasetValue {
  if (!dataset.files_url)
    throw new ComponentError(
      'dataset_unusable',
      `Dataset "${ref.namespace}/${ref.name}" has no files_url, so there are no rows to read. Upload its rows again.`,
    )
  const own = dataset.custom_fields?.['evalflow']
  const figures = typeof own === 'object' && own !== null ? own : {}
  const parsed = datasetValueSchema.safeParse({ ...figures, ...ref, files_url: dataset.files_url })
  // figures written by others may have any shape; the dataset itself is usable without them
  if (!parsed.success)
    return { ...ref, files_url: dataset.files_url, records: null, columns: null, size_bytes: null, hash: null }
  const { records, columns, size_bytes, hash } = parsed.data
  return { ...ref, files_url: dataset.files_url, records, columns, size_bytes, hash }
}
