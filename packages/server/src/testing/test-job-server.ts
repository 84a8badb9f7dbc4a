/** A server on a port with a data set and a scripted model: what a test needs to launch a real job as a user would. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NemoClient, StudioClient } from '@evalflow/client'
import type { EvaluationJobCreate } from '@evalflow/contract'
import { type RunningServer, startServer } from '../start-server.ts'

export const REPO = { namespace: 'default', name: 'qa' }
export const FILES_URL = 'hf://datasets/default/qa/rows.jsonl'

/** A model to be asked; a scripted endpoint of the test kit. */
export interface AskedModel {
  url: string
  close: () => Promise<void>
}

export interface JobServer<Model extends AskedModel> {
  server: RunningServer
  nemo: NemoClient
  studio: StudioClient
  model: Model
  /** Stops the server and starts it on the same data and port. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

/** Row `n` asks for its number; its answer is `n` for every even one. */
export async function startJobServer<Model extends AskedModel>(rows: number, model: Model): Promise<JobServer<Model>> {
  const folder = mkdtempSync(join(tmpdir(), 'evalflow-job-'))
  const start = (port: number) =>
    startServer({
      port,
      dataDir: join(folder, 'data'),
      modelsDir: join(folder, 'models'),
      logLevel: 'silent',
      firstRun: false,
    })
  const server = await start(0)
  const nemo = new NemoClient({ baseURL: server.url })
  await nemo.dataStore.createNamespace(REPO.namespace)
  await nemo.dataStore.createRepo(REPO, { existOk: true })
  const lines = Array.from({ length: rows }, (_, n) =>
    JSON.stringify({ question: `say ${n}`, answer: `${n - (n % 2)}` }),
  )
  const content = new TextEncoder().encode(`${lines.join('\n')}\n`)
  await nemo.dataStore.uploadFiles(REPO, [{ path: 'rows.jsonl', content }], { summary: 'rows' })
  const started: JobServer<Model> = {
    server,
    nemo,
    studio: new StudioClient({ baseURL: server.url }),
    model,
    async restart() {
      await started.server.close()
      started.server = await start(server.port)
    },
    async close() {
      await started.server.close()
      await model.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return started
}

const output = '{{ sample.output_text }}'

/** Config and target of a job over those rows. */
export const toJob = (model: AskedModel, params: Record<string, unknown> = {}): EvaluationJobCreate => ({
  config: {
    type: 'custom',
    params: { parallelism: 4, ...params },
    tasks: {
      qa: {
        type: 'chat-completion',
        dataset: { files_url: FILES_URL },
        params: { template: { messages: [{ role: 'user', content: '{{ item.question }}' }], max_tokens: 20 } },
        metrics: {
          em: { type: 'em', params: { ground_truth: '{{ item.answer }}', prediction: output } },
          f1: { type: 'f1', params: { ground_truth: '{{ item.answer }}', prediction: output } },
          bleu: { type: 'bleu', params: { references: ['{{ item.answer }}'], candidate: output } },
        },
      },
    },
  },
  target: { type: 'model', model: { api_endpoint: { url: model.url, model_id: 'vendor/big-1' } } },
})
