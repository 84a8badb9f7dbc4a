import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startScriptedEndpoint } from '@evalflow/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { readInstruments } from './instruments.ts'
import { ServerWatch } from './server-watch.ts'
import { askOnce, createJournal, runJob, toEndpoint } from './test-job.ts'

async function startMetrics(answer: (asked: number, response: ServerResponse) => void): Promise<string> {
  let asked = 0
  const server = createServer((_request, response) => answer(++asked, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
}

const vllm = (asked: number) => `# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{model="m"} ${asked * 3}
# TYPE vllm:generation_tokens_total counter
vllm:generation_tokens_total{model="m"} ${asked * 100}
# TYPE vllm:errors_total counter
vllm:errors_total 4
# TYPE vllm:time_to_first_token_seconds histogram
vllm:time_to_first_token_seconds_bucket{le="+Inf"} ${asked * 10}
vllm:time_to_first_token_seconds_sum ${asked * 2}
vllm:time_to_first_token_seconds_count ${asked * 10}
`

it('[M9] tells growth of counters and histograms, and gauges before and after the run', async () => {
  const url = await startMetrics((asked, response) => response.end(vllm(asked)))
  const server = await startScriptedEndpoint()
  onTestFinished(() => server.close())
  const journal = createJournal()

  const summary = await runJob(askOnce(toEndpoint(server)), 5, {
    journal,
    policy: { serverMetrics: [{ endpointId: 'target', url }] },
  })

  expect(summary.state).toBe('completed')
  const found = readInstruments(journal)
  expect(found?.servers).toMatchObject([
    {
      endpoint: 'target',
      failure: null,
      scrapes: 2,
      counters: { 'vllm:generation_tokens_total{model="m"}': 100 },
      gauges: { 'vllm:num_requests_running{model="m"}': { before: 3, after: 6, min: 3, max: 6 } },
      distributions: { 'vllm:time_to_first_token_seconds': { count: 10, sum: 2, mean: 0.2 } },
      dropped: 0,
    },
  ])
  // a counter that stood still says nothing
  expect(found?.servers[0]?.counters).not.toHaveProperty('vllm:errors_total')
  expect(found?.timeline.at(-1)?.server).toEqual({ 'vllm:num_requests_running': 3 })
})

it.each([
  ['no metrics there', (response: ServerResponse) => response.writeHead(404).end(), /HTTP 404/],
  ['another page', (response: ServerResponse) => response.end('<html>hello</html>'), /no Prometheus sample/],
  [
    'a redirect to a metadata address',
    (response: ServerResponse) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    /HTTP 302/,
  ],
])('[M9] states %s, and the job goes on', async (_name, answer, failure) => {
  const url = await startMetrics((_asked, response) => answer(response))
  const server = await startScriptedEndpoint()
  onTestFinished(() => server.close())
  const journal = createJournal()

  const summary = await runJob(askOnce(toEndpoint(server)), 3, {
    journal,
    policy: { serverMetrics: [{ endpointId: 'target', url }] },
  })

  expect([summary.state, summary.ok]).toEqual(['completed', 3])
  expect(readInstruments(journal)?.servers[0]?.failure).toMatch(failure)
})

it('[U5] never asks a metadata address for figures', async () => {
  const watch = new ServerWatch({ endpointId: 'e', url: 'http://169.254.169.254/metrics' })

  await watch.start()
  await watch.stop()

  expect(watch.toMetrics()).toMatchObject({ scrapes: 0, failure: expect.stringContaining('may not reach') })
})
