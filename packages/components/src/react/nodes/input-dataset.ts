/**
 * The dataset that comes into a node: what its source gave in the last run, or, before any run, what its fields will
 * give. Null columns mean that nobody knows them yet.
 */
import type { JsonValue, Values } from '@evalflow/graph'
import { datasetValueSchema, type DatasetValue } from '../../values.ts'

export interface DatasetSource {
  values: Values
  outputs: Record<string, JsonValue> | undefined
  port: string
}

export function datasetFrom(source: DatasetSource | undefined, namespace: string): DatasetValue | null {
  if (!source) return null
  const made = datasetValueSchema.safeParse(source.outputs?.[source.port])
  const expected = expectedDataset(source.values, namespace)
  if (!made.success) return expected
  const { name, files_url, records, columns, size_bytes, hash } = made.data
  const dataset = { namespace: made.data.namespace, name, files_url, records, columns, size_bytes, hash }
  // the name was changed after the last run: what it will make counts, not what it made
  return expected && expected.files_url !== files_url ? expected : dataset
}

/** A Dataset Creator's fields say where its rows will be; a picked dataset has to be looked up. */
function expectedDataset(values: Values, fallback: string): DatasetValue | null {
  const name = text(values['name'])
  if (name === '') return null
  const namespace = text(values['namespace']) || fallback
  const version = text(values['version'])
  return {
    namespace,
    name,
    files_url: `hf://datasets/${namespace}/${name}${version === '' ? '' : `/${version}`}`,
    records: null,
    columns: null,
    size_bytes: null,
    hash: null,
  }
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '')
