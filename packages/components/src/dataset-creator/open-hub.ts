/** Rows of a Hugging Face hub as a source, with where they came from. Run and preview share it. */
import type { HubSource } from '@evalflow/contract'
import { isSecretName } from '@evalflow/graph'
import { ComponentError, isAbort, messageOf } from '../errors.ts'
import type { ComponentServices } from '../services.ts'
import type { RowSource } from './read-rows.ts'

export interface HubOptions {
  /** Of the files, and of the rows as text. */
  maxBytes: number
  signal: AbortSignal
}

/** @throws ComponentError `hub_unavailable` */
export async function openHubSource(
  openHub: ComponentServices['openHub'],
  source: HubSource,
  options: HubOptions,
): Promise<RowSource> {
  const { repo, revision = '', config = '', split = '', token = '' } = source
  // not shown: it may be the key itself, in the wrong place
  if (token !== '' && !isSecretName(token))
    throw unavailable('The token is no name of a stored secret. Save the key under Secrets and choose its name.')
  try {
    const { rows, endpoint, commit } = await openHub(source, options)
    return {
      hubRows: rows,
      origin: {
        hub: endpoint,
        repo: repo.trim(),
        revision: revision.trim() || 'main',
        commit,
        config: config.trim() || null,
        split: split.trim() || null,
      },
    }
  } catch (error) {
    if (isAbort(error, options.signal)) throw error
    throw unavailable(messageOf(error), error)
  }
}

const unavailable = (message: string, cause?: unknown) =>
  new ComponentError('hub_unavailable', message, { field: 'source', cause })
