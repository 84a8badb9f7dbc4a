import { startScriptedEndpoint } from '@evalflow/testkit'
import { expect, it, onTestFinished } from 'vitest'
import type { Pipeline } from '../types.ts'
import { createJournal, runJob, toEndpoint } from './test-job.ts'

it('[J4] does a step once: after a stop it is replayed, and so are the replies before it', async () => {
  const cancel = new AbortController()
  let hangs = true
  const server = await startScriptedEndpoint({
    script: ({ prompt }) => {
      if (prompt !== 'second' || !hangs) return `answer to ${prompt}`
      setTimeout(() => cancel.abort())
      return { fault: { kind: 'hang' } }
    },
  })
  onTestFinished(() => server.close())
  let steps = 0
  const pipeline: Pipeline = {
    async runSample(_sample, { call, step }) {
      const ask = (content: string) =>
        call(content, toEndpoint(server), {
          kind: 'chat',
          role: 'target',
          body: { messages: [{ role: 'user', content }] },
        })
      await ask('first')
      const tool = await step('tool', async () => ({ result: ++steps }))
      const { text } = await ask('second')
      return { prompt: null, answer: [text, tool], reference: null, scores: {}, unscored: {} }
    },
  }
  const journal = createJournal()

  const stopped = await runJob(pipeline, 1, { journal, signal: cancel.signal })
  hangs = false
  const resumed = await runJob(pipeline, 1, { journal })

  expect([stopped.state, resumed.state]).toEqual(['cancelled', 'completed'])
  expect(steps).toBe(1)
  expect(Object.fromEntries(server.stats.byPrompt)).toEqual({ first: 1, second: 2 })
  expect([...journal.samples('main_task')][0]?.answer).toEqual(['answer to second', { result: 1 }])
})
