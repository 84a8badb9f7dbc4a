/** The value of a `rows` field: `{text, format}`, `{file_id, name, size_bytes}` of an uploaded file, or `{hub}`. */
import { hubSourceSchema, type HubSource } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { formatBytes } from '@evalflow/ui'

export type RowsValue =
  | { text: string; format: 'auto' | 'csv' | 'json' | 'jsonl' }
  | { file_id: string; name: string; size_bytes: number }
  | { hub: HubSource }

export function parseRowsValue(value: JsonValue): RowsValue | null {
  if (typeof value === 'string') return value.trim() === '' ? null : { text: value, format: 'auto' }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  if (typeof value['file_id'] === 'string') {
    return {
      file_id: value['file_id'],
      name: String(value['name'] ?? ''),
      size_bytes: typeof value['size_bytes'] === 'number' ? value['size_bytes'] : 0,
    }
  }
  const hub = hubSourceSchema.safeParse(value['hub'])
  if (hub.success) return hub.data.repo.trim() === '' ? null : { hub: hub.data }
  if (typeof value['text'] !== 'string' || value['text'].trim() === '') return null
  const { format } = value
  return { text: value['text'], format: format === 'csv' || format === 'json' || format === 'jsonl' ? format : 'auto' }
}

/** As it is kept in the flow. */
export function toRowsJson(rows: RowsValue | null): JsonValue {
  if (!rows || !('hub' in rows)) return rows
  const given = Object.entries(rows.hub).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { hub: Object.fromEntries(given) }
}

/** `support.jsonl · 412 kB`, `openai/gsm8k · main · test`, or `pasted · 12 lines`; null when there is nothing. */
export function describeRowsValue(value: JsonValue): string | null {
  const rows = parseRowsValue(value)
  if (!rows) return null
  if ('file_id' in rows) return rows.size_bytes === 0 ? rows.name : `${rows.name} · ${formatBytes(rows.size_bytes)}`
  if ('hub' in rows) {
    const { repo, config, split } = rows.hub
    return [repo, config, split].filter((part) => part).join(' · ')
  }
  const lines = rows.text.split('\n').filter((line) => line.trim() !== '').length
  return `${lines} ${lines === 1 ? 'line' : 'lines'} · ${formatBytes(new TextEncoder().encode(rows.text).length)}`
}
