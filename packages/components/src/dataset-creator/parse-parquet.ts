/** Parquet, with all compressions. Loaded on demand: the decoders are large. */
import type { JsonValue } from '@evalflow/graph'
import { messageOf } from '../errors.ts'
import { fromValues, type ReadRows } from './rows.ts'

export async function parseParquet(bytes: Uint8Array): Promise<ReadRows> {
  const [{ parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ])
  try {
    const copy = new Uint8Array(bytes) // a Buffer may be a view into a pool; hyparquet wants a buffer of its own
    const values = await parquetReadObjects({ file: copy.buffer, compressors })
    return fromValues(values.map(parquetValueToJson), 'parquet')
  } catch (error) {
    const message = `This Parquet file cannot be read: ${messageOf(error)}. Check that it is complete.`
    return { format: 'parquet', total: 0, rows: [], issues: [{ row: 0, message, severity: 'error' }] }
  }
}

/** Whole numbers beyond 2^53 become text, since a JSON number would lose digits; times become ISO 8601; bytes base64. */
export function parquetValueToJson(value: unknown): JsonValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value.toString()
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''))
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as Iterable<unknown>, parquetValueToJson)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, parquetValueToJson(inner)]))
}
