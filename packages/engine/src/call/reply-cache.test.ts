import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startScriptedEndpoint } from '@evalflow/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { askOnce, createJournal, runJob, toEndpoint } from '../run/test-job.ts'
import type { ModelRequest } from '../types.ts'
import { openReplyCache, toCacheKey } from './reply-cache.ts'

function createCache() {
  const folder = mkdtempSync(join(tmpdir(), 'evalflow-cache-'))
  const cache = openReplyCache(join(folder, 'cache.sqlite'))
  onTestFinished(() => {
    cache.close()
    rmSync(folder, { recursive: true })
  })
  return cache
}

it('[K1] asks nothing again that another job has asked, and shows it', async () => {
  const server = await startScriptedEndpoint({ script: ({ prompt }) => ({ text: prompt }) })
  onTestFinished(() => server.close())
  const cache = createCache()
  const pipeline = askOnce(toEndpoint(server))
  const budget = { prices: { target: { inputPerMillion: 1, outputPerMillion: 1 } }, currency: 'EUR', limit: null }
  await runJob(pipeline, 20, { journal: createJournal(), policy: { cache } })

  const journal = createJournal()
  const second = await runJob(pipeline, 30, { journal, policy: { cache, budget } })

  expect(server.stats.requests).toBe(30)
  expect(second).toMatchObject({ state: 'completed', ok: 30, cached: 20, requests: 10, latency: { target: { n: 10 } } })
  expect(journal.getSample('main_task', 0)).toMatchObject({ cached: true, duration_ms: null, attempts: [], cost: 0 })
  expect(journal.getSample('main_task', 29)).toMatchObject({ cached: false })
  expect(journal.getSample('main_task', 29)?.cost).toBeGreaterThan(0)
  expect(cache.count()).toBe(30)
})

it('[K1] tells requests apart by all that decides an answer, and never takes a repair', () => {
  const endpoint = toEndpoint({ url: 'http://h/v1' })
  const request = (body: Record<string, unknown>): ModelRequest => ({ kind: 'chat', role: 'target', body })
  const key = toCacheKey('answer', endpoint, request({ a: 1, b: { c: 2, d: 3 } }))

  expect(toCacheKey('answer', endpoint, request({ b: { d: 3, c: 2 }, a: 1 }))).toBe(key)
  expect(toCacheKey('answer', endpoint, request({ a: 1, b: { c: 2, d: 3 }, seed: 1 }))).not.toBe(key)
  expect(toCacheKey('answer:2', endpoint, request({ a: 1, b: { c: 2, d: 3 } }))).not.toBe(key)
  expect(toCacheKey('answer', { ...endpoint, modelId: 'x' }, request({ a: 1, b: { c: 2, d: 3 } }))).not.toBe(key)
  expect(toCacheKey('judge:quality:repair', endpoint, request({}))).toBeNull()
})
