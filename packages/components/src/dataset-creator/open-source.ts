/** Where the rows of a node come from: the port `rows`, pasted text, an uploaded file, or a Hugging Face hub. */
import { hubSourceSchema } from '@evalflow/contract'
import type { RunContext } from '@evalflow/runner'
import { ComponentError } from '../errors.ts'
import type { ComponentServices } from '../services.ts'
import { openHubSource } from './open-hub.ts'
import type { RowSource } from './read-rows.ts'

/** Dataset Creator's: rows are held in memory as text while they are checked and hashed. */
export const MAX_SOURCE_BYTES = 512 * 1024 * 1024

export interface SourceLimits {
  /** Rows are held in memory as text while they are read. */
  maxBytes: number
  /** What to do with a larger file. */
  hint: string
}

/** @throws ComponentError `rows_missing`, `file_missing`, `file_too_large`, `hub_unavailable` */
export async function openSource(
  {
    inputs,
    values,
    services,
    signal,
  }: Pick<RunContext<ComponentServices>, 'inputs' | 'values' | 'services' | 'signal'>,
  limits: SourceLimits,
): Promise<RowSource> {
  const wired = inputs['rows']
  if (wired !== undefined) return { rows: Array.isArray(wired) ? wired.flat() : [wired] }
  const source = values['source']
  if (typeof source === 'string' && source.trim() !== '') return { text: source }
  if (typeof source === 'object' && source !== null && !Array.isArray(source)) {
    const { text, format, file_id: id, name } = source
    if (typeof text === 'string' && text.trim() !== '')
      return { text, format: format === 'csv' || format === 'json' || format === 'jsonl' ? format : 'auto' }
    const hub = hubSourceSchema.safeParse(source['hub'])
    if (hub.success && hub.data.repo.trim() !== '')
      return openHubSource(services.openHub, hub.data, { maxBytes: limits.maxBytes, signal })
    if (typeof id === 'string') return openFile(services, { id, name: typeof name === 'string' ? name : '' }, limits)
  }
  throw new ComponentError(
    'rows_missing',
    'There are no rows yet. Paste rows, choose a file or a Hugging Face dataset, or connect a node that gives rows.',
    { field: 'source' },
  )
}

async function openFile(
  services: ComponentServices,
  { id, name }: { id: string; name: string },
  { maxBytes, hint }: SourceLimits,
): Promise<RowSource> {
  const file = await services.files.open(id)
  if (!file)
    throw new ComponentError('file_missing', `The file "${name}" is no longer on the server. Choose it again.`, {
      field: 'source',
    })
  if (file.sizeBytes > maxBytes)
    throw new ComponentError(
      'file_too_large',
      `"${file.name}" has ${Math.round(file.sizeBytes / 1e6)} MB; this node takes up to ${Math.round(maxBytes / 1e6)} MB. ${hint}`,
      { field: 'source' },
    )
  return { name: name || file.name, bytes: await file.bytes() }
}
