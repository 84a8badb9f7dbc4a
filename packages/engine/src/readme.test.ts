import { type Script, type ScriptedEndpoint, startScriptedEndpoint } from '@evalflow/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { type RunProgress, runSamples } from './index.ts'
import { askOnce, createJournal, TASK, toEndpoint, toRows } from './run/test-job.ts'

it('runs the example of the README', async () => {
  const server = await startServer((request) => (request.prompt === 'say 1' ? 'no' : request.prompt))
  const journal = createJournal()
  const pipeline = askOnce(toEndpoint(server))
  const samples = toRows(3)
  const reports: unknown[] = []
  const report = (progress: RunProgress) => reports.push(progress)

  const summary = await runSamples({
    tasks: [{ name: 'main_task', pipeline, samples, total: 3, fingerprint: 'config-hash' }],
    journal,
    policy: { parallelism: 16 },
    onProgress: (progress) => report(progress),
  })
  const page = journal.listSamples({ page: 1, pageSize: 50, filter: 'wrong' })

  expect(summary).toMatchObject({ state: 'completed', ok: 3 })
  expect(reports.length).toBeGreaterThan(0)
  expect(page.data.map((row) => [row.task, row.index])).toEqual([[TASK, 1]])
})

async function startServer(script?: Script): Promise<ScriptedEndpoint> {
  const server = await startScriptedEndpoint(script ? { script } : {})
  onTestFinished(() => server.close())
  return server
}
