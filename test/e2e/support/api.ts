/** The product's API as the proofs read it, past Studio, so that a page that shows the wrong thing is found out. */
import type { JobItem, Sample, ScoreSummary } from '@evalflow/contract'
import { expect } from 'vitest'

const PAGE_SIZE = 200

/** Body of a 2xx answer. @throws Error with status and body of any other */
export async function ask<T>(url: string, init?: { method?: string; body?: unknown }): Promise<T> {
  const answer = await fetch(url, {
    method: init?.method ?? (init?.body === undefined ? 'GET' : 'POST'),
    ...(init?.body === undefined
      ? {}
      : { body: JSON.stringify(init.body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text) as T
}

export async function listJobs(url: string): Promise<JobItem[]> {
  return (await ask<{ data: JobItem[] }>(`${url}/api/jobs?page_size=100`)).data
}

/** The only job whose config is made from `template` (a name without `_template`). */
export async function jobOf(url: string, base: string): Promise<JobItem | undefined> {
  const found = (await listJobs(url)).filter(({ config }) => config.startsWith(`default/${base}_dataset_`))
  expect(found.length, `jobs of "${base}"`).toBeLessThanOrEqual(1)
  return found[0]
}

/** Waits until the job of `base` has one of `states`. */
export async function waitForJob(
  url: string,
  base: string,
  states: readonly string[],
  withinMs: number,
): Promise<JobItem> {
  let job: JobItem | undefined
  await expect
    .poll(
      async () => {
        job = await jobOf(url, base)
        return job && states.includes(job.status) ? 'reached' : `${job?.status}: ${job?.message}`
      },
      { timeout: withinMs, interval: 200 },
    )
    .toBe('reached')
  if (!job) throw new Error('unreachable: the poll saw it')
  return job
}

/** Every sample of a job, page by page, in row order. */
export async function listSamples(url: string, jobId: string): Promise<Sample[]> {
  const samples: Sample[] = []
  for (let page = 1; ; page++) {
    const { data, pagination } = await ask<{ data: Sample[]; pagination: { total_pages: number } }>(
      `${url}/api/jobs/${jobId}/samples?page=${page}&page_size=${PAGE_SIZE}&sort=index`,
    )
    samples.push(...data)
    if (page >= pagination.total_pages) return samples
  }
}

/** A run of a flow, as far as the proofs read it. */
export interface RunView {
  id: string
  state: 'running' | 'done' | 'partly' | 'failed' | 'stopped'
  nodes: Record<string, { state: string; outputs?: { result?: { scores: ScoreSummary[] } } }>
}
