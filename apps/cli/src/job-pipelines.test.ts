import type { JobItem } from '@evalflow/contract'
import { expect, it } from 'vitest'
import { tellPipelines } from './job-pipelines.ts'

it('tells of each job that a node started how its tasks ran, and passes over other outputs', async () => {
  const asked: string[] = []
  const job = {
    progress: { pipelines: [{ task: 'qa', pipeline: 'judge', reasons: ['Metrics say so.', 'So it judges.'] }] },
  }
  const client = {
    job: async (id: string) => {
      asked.push(id)
      return job as unknown as JobItem
    },
  }
  const node = (name: string, outputs: Record<string, unknown>) => ({ node: name, state: 'done', outputs })
  const nodes = { a: node('data', { dataset: 'x' }), b: node('evaluator', { result: { job_id: 'eval-1' } }) }

  const lines = await tellPipelines({ nodes } as unknown as Parameters<typeof tellPipelines>[0], client)

  expect(asked).toEqual(['eval-1'])
  expect(lines).toEqual(['evaluator: job eval-1, task qa: judge', '  Metrics say so.', '  So it judges.'])
})
