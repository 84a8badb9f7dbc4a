import { recordedAnswers } from '@evalflow/contract'
import { expect, it } from 'vitest'
import { ConflictError, NemoClient } from './index.ts'
import { startTestServer } from './test-server.ts'

it('runs the example of the README', async () => {
  const server = await startTestServer(({ method, url }) => {
    if (method === 'POST') return { status: 409, json: { detail: 'taken' } }
    const data = url.includes('jobs') ? [recordedAnswers.jobCreated] : [recordedAnswers.configSimilarity]
    return {
      json: { data, pagination: { page: 1, page_size: 10, current_page_size: 1, total_pages: 1, total_results: 1 } },
    }
  })
  const nemo = new NemoClient({ baseURL: server.url, inferenceURL: `${server.url}/nim` })
  const statuses: unknown[] = []

  await expect(nemo.evaluation.configs.create({ name: 'qa', type: 'custom', tasks: {} })).rejects.toThrow(ConflictError)
  const firstPage = await nemo.evaluation.configs.list({ search: { name: 'qa' } })
  for await (const job of nemo.evaluation.jobs.list({ sort: '-created_at' })) statuses.push(job.status)

  expect(firstPage.pagination?.total_results).toBe(1)
  expect(statuses).toEqual(['created'])
  await server.close()
})
