/** What the component library asks of the server, over the two clients. */
import type { DeploymentItem, StudioPort } from '@evalflow/components/react'
import {
  evaluationConfigCreateSchema,
  evaluationTargetCreateSchema,
  type ModelDeployment,
  type QueryTree,
} from '@evalflow/contract'
import { z } from 'zod'
import { loadNemo, studio } from './clients.ts'

const jsonObjectSchema = z.record(z.string(), z.json())
const secretsSchema = z.object({ data: z.array(z.object({ name: z.string() })) })

const withSignal = (signal: AbortSignal | undefined) => (signal ? { signal } : {})

export const studioPort: StudioPort = {
  configLibrary: studio.configLibrary,
  system: (signal) => studio.system(withSignal(signal)),
  listConfigs: (query, signal) => studio.configs(toQuery(query), withSignal(signal)),
  getConfig: async (ref, signal) =>
    jsonObjectSchema.parse(await (await loadNemo()).evaluation.configs.get(toRef(ref), withSignal(signal))),
  planConfig: (query, signal) => studio.configPlan(query, withSignal(signal)),
  createConfig: async (body) =>
    jsonObjectSchema.parse(
      await (await loadNemo()).evaluation.configs.create(evaluationConfigCreateSchema.parse(body)),
    ),
  deleteConfig: async (ref) => (await loadNemo()).evaluation.configs.delete(toRef(ref)),
  cleanUpConfigs: (request) => studio.cleanUpConfigs(request),
  listDatasets: (query, signal) => studio.datasets(toQuery(query), withSignal(signal)),
  deleteDataset: async (ref) => (await loadNemo()).datasets.delete(toRef(ref)),
  listTargets: (query, signal) => studio.targets(toQuery(query), withSignal(signal)),
  createTarget: async (body) =>
    jsonObjectSchema.parse(
      await (await loadNemo()).evaluation.targets.create(evaluationTargetCreateSchema.parse(body)),
    ),
  listDeployments: async ({ search, ...pages }, signal) => {
    const { data, pagination } = await (
      await loadNemo()
    ).deployment.modelDeployments.list(
      { ...pages, sort: '-created_at', ...(search === undefined ? {} : { search: { name: search } }) },
      withSignal(signal),
    )
    const count = data.length
    return {
      data: data.map(toDeploymentItem),
      pagination: pagination ?? {
        page: 1,
        page_size: count,
        current_page_size: count,
        total_pages: 1,
        total_results: count,
      },
    }
  },
  preview: (request, signal) => studio.preview(request, withSignal(signal)),
  uploadFile: (file, onProgress, signal) =>
    studio.uploadFile(file.name, file, {
      ...withSignal(signal),
      onProgress: (sent, total) => onProgress(total === 0 ? 1 : sent / total),
    }),
  listJobs: (query, signal) => studio.jobs(toQuery(query), withSignal(signal)),
  getJob: (id, signal) => studio.job(id, withSignal(signal)),
  forecast: (request, signal) => studio.jobCosts.forecast(request, withSignal(signal)),
  cancelJob: async (id) => (await loadNemo()).evaluation.jobs.cancel(id),
  deleteJob: async (id) => (await loadNemo()).evaluation.jobs.delete(id),
  resultsUrl: (id) => `/v1/evaluation/jobs/${encodeURIComponent(id)}/download-results`,
  listSamples: (job, query, signal) => studio.samples(job, toQuery(query), withSignal(signal)),
  getSample: (job, task, index, signal) => studio.sample(job, task, index, withSignal(signal)),
  probeTarget: (request) => studio.probeTarget(request),
  sampleSummary: (job, signal) => studio.sampleSummary(job, withSignal(signal)),
  compareJobs: (query, signal) => studio.comparison(query, withSignal(signal)),
  listModels: async (signal) => (await studio.models({ page_size: 100 }, withSignal(signal))).data,
  pullModel: (id) => studio.pullModel(id),
  listSecrets: async (signal) => {
    const response = await fetch('/api/secrets', withSignal(signal))
    if (!response.ok)
      throw Object.assign(new Error(`GET /api/secrets answered ${response.status}`), { status: response.status })
    return secretsSchema.parse(await response.json()).data.map(({ name }) => name)
  },
}

function toDeploymentItem({ namespace, name, models, status_details: status, url }: ModelDeployment): DeploymentItem {
  const state = status?.status ?? 'unknown'
  const host = url ? (URL.parse(url)?.host ?? url) : ''
  return {
    ref: `${namespace}/${name}`,
    models: models ?? [],
    status: state,
    detail: state === 'ready' ? host : (status?.description ?? host),
  }
}

function toRef(ref: string): { namespace: string; name: string } {
  const [namespace = '', ...rest] = ref.split('/')
  return { namespace, name: rest.join('/') }
}

function toQuery(query: object): QueryTree {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}
