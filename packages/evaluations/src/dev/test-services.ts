/** Services over rows in memory and a scripted endpoint, for tests of this package. */
import { createHash } from 'node:crypto'
import type { Script, ScriptedEndpoint } from '@evalflow/testkit'
import { startScriptedEndpoint } from '@evalflow/testkit'
import { afterEach } from 'vitest'
import type { EvaluationServices } from '../types.ts'

type Rows = readonly Record<string, unknown>[]

/** `hf://datasets/default/{name}` opens `datasets[name]`; every model is the scripted endpoint. */
export function createServices(
  datasets: Readonly<Record<string, Rows>>,
  endpoint?: ScriptedEndpoint,
): EvaluationServices {
  return {
    async openDataset(ref) {
      const url = typeof ref === 'string' ? ref : ref.files_url
      const rows = datasets[url.split('/').at(-1) ?? '']
      if (rows === undefined) throw new Error(`Dataset ${url} is not present`)
      return {
        count: rows.length,
        hash: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
        async *rows() {
          yield* rows
        },
      }
    },
    async resolveModel(model) {
      if (endpoint === undefined) throw new Error('no model is needed here')
      const id = typeof model === 'string' ? model : 'scripted'
      const { api_key: apiKey } = (model as { api_endpoint?: { api_key?: string } }).api_endpoint ?? {}
      const url = `${endpoint.url}/chat/completions`
      return { id, url, modelId: id, format: 'openai', ...(apiKey === undefined ? {} : { apiKey }) }
    },
  }
}

const open: ScriptedEndpoint[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.close()))
})

/** Closed after the test. */
export async function startEndpoint(script: Script): Promise<ScriptedEndpoint> {
  const endpoint = await startScriptedEndpoint({ script })
  open.push(endpoint)
  return endpoint
}

export const modelTarget = { type: 'model', model: 'scripted' }
export const datasetRef = (name: string) => ({ files_url: `hf://datasets/default/${name}` })
