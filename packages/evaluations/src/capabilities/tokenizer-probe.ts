/** Whether `POST /tokenize` stands beside the API and gives token ids, which benchmarks need. */
import type { Endpoint } from '@evalflow/engine'
import type { Finding } from './capability.ts'
import { findTokenizeRoute } from './tokenize-route.ts'

const TIMEOUT_MS = 10_000

export async function probeTokenizer(endpoint: Endpoint, signal: AbortSignal): Promise<Finding> {
  const fits = ({ ids }: { ids: readonly number[] | undefined }) => ids !== undefined
  const found = await findTokenizeRoute(
    endpoint,
    { prompt: 'The sky is blue' },
    { fits, timeoutMs: TIMEOUT_MS, signal },
  )
  if (!('reason' in found)) {
    await found.close()
    return { state: 'yes', reason: 'POST /tokenize gives token ids' }
  }
  return { state: found.isAnswered ? 'no' : 'unknown', reason: `POST /tokenize: ${found.reason}` }
}
