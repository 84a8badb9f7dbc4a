/** The real parts of a server: models, evaluations, components. */
import { NemoClient } from '@evalflow/client'
import { type HubSource, capabilityNames } from '@evalflow/contract'
import {
  compareResults,
  ComponentError,
  componentDefinitions,
  MAX_SOURCE_BYTES,
  nemoPortFromClient,
  openHubSource,
  previewRows,
  summariseSamples,
  type ComponentServices,
  type RowSource,
} from '@evalflow/components'
import { evaluationForms } from '@evalflow/evaluations/fields'
import { createInference } from '@evalflow/models'
import { runFlow } from '@evalflow/runner'
import { createTokenCounter } from './jobs/count-tokens.ts'
import type { ServerParts, ServiceContext } from './compose-server.ts'
import { ApiProblem, problems } from './errors.ts'
import type { Definition } from './extensions/load-components.ts'
import { createPlatform } from './platform/platform.ts'
import { openSamples } from './runs/open-samples.ts'
import { findUpload, saveUpload } from './studio/file-routes.ts'
import { VERSION } from './version.ts'

export interface PartsOptions {
  modelsDir: string
  /** Of third parties. */
  components?: readonly Definition[]
}

/** Scorers, benchmarks and sandboxes are most of this program's code: they are read when the first job is planned. */
const loadEvaluations = () => import('@evalflow/evaluations')

export function createParts({ modelsDir, components = [] }: PartsOptions): ServerParts<ComponentServices> {
  const inference = createInference({ modelsDir })
  return {
    inference,
    evaluation: {
      plan: async (input) => {
        const { planEvaluation, runEvaluation } = await loadEvaluations()
        const plan = await planEvaluation(input)
        const tasks = plan.tasks.map(({ name, total }) => ({ name, total }))
        return { tasks, run: (options) => runEvaluation(plan, options) }
      },
      live: async (input) => {
        const { planLive, runLive } = await loadEvaluations()
        return runLive(await planLive(input))
      },
    },
    definitions: new Map([...componentDefinitions, ...components.map((one) => [one.type, one] as const)]),
    createServices,
    runFlow,
    createPlatform,
    preview: async ({ source, mapping, limit, tokenizer: model }, context, signal) => {
      const options = {
        signal,
        ...(mapping ? { mapping } : {}),
        ...(limit ? { limit } : {}),
        ...(model === undefined ? {} : { tokenizer: createTokenCounter(inference, model) }),
      }
      if ('text' in source) return previewRows(source, options)
      if ('hub' in source) return previewRows(await openHub(context, source.hub, signal), options)
      const file = await openUpload(context, source.file_id)
      if (!file) throw problems.notFound('file', source.file_id)
      return previewRows({ name: source.name, bytes: await file.bytes() }, options)
    },
    compareJobs: async (jobs, options) => {
      const results = jobs.map(({ id, config, target, dataset, progress }) => ({
        job_id: id,
        config,
        target,
        dataset,
        scores: progress?.scores ?? [],
        partial: progress?.partial ?? true,
      }))
      try {
        return await compareResults(results, { baseline: 0, ...options })
      } catch (error) {
        throw error instanceof ComponentError ? problems.notComparable(error) : error
      }
    },
    summariseSamples,
    probeTarget: async (endpoint) => {
      const { probeEndpoint } = await loadEvaluations()
      const { found, requests, prompt_tokens, completion_tokens } = await probeEndpoint(endpoint, capabilityNames)
      const findings = capabilityNames.flatMap((name) => {
        const finding = found[name]
        return finding ? [{ name, state: finding.state, reason: finding.reason }] : []
      })
      return { found: findings, requests, prompt_tokens, completion_tokens }
    },
    evaluationTypes: (sandbox) =>
      evaluationForms.map(({ id, unavailable, needsSandbox }) => {
        const reason =
          unavailable ?? (needsSandbox && !sandbox.available ? (sandbox.reason ?? 'No sandbox.') : undefined)
        return reason === undefined ? { id, available: true } : { id, available: false, reason }
      }),
    probeSandbox: async () => {
      const { probeSandbox } = await loadEvaluations()
      const probe = await probeSandbox()
      return probe.available ? { available: true } : { available: false, reason: probe.reason }
    },
  }
}

function createServices(context: ServiceContext): ComponentServices {
  let client: { url: string; nemo: ComponentServices['nemo'] } | undefined
  return {
    // the address is known only when the server listens
    get nemo() {
      const { url, token } = context.own()
      if (client?.url !== url) client = { url, nemo: nemoPortFromClient(new NemoClient({ baseURL: url, token })) }
      return client.nemo
    },
    files: {
      open: (id) => openUpload(context, id),
      save: (name, content) => saveUpload({ ...context, now: () => new Date() }, { name, content }),
    },
    openHub: context.openHub,
    openSamples: (jobId) => openSamples(context.jobs, jobId),
    version: VERSION,
    namespace: 'default',
    resolveSecret: context.secrets.resolve,
    sleep,
    random: Math.random,
    now: () => new Date(),
  }
}

/** What is wrong with the source is the asker's to correct. */
async function openHub(context: ServiceContext, source: HubSource, signal: AbortSignal): Promise<RowSource> {
  try {
    return await openHubSource(context.openHub, source, { maxBytes: MAX_SOURCE_BYTES, signal })
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error
    throw error.cause instanceof ApiProblem ? error.cause : problems.badInput(error.message, 'source')
  }
}

async function openUpload({ db, blobs }: ServiceContext, id: string) {
  const record = await findUpload(db, id)
  if (!record) return undefined
  const bytes = async () => new Uint8Array(await new Response(await blobs.read(record.id)).arrayBuffer())
  return { name: record.name, sizeBytes: record.size_bytes, bytes }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
