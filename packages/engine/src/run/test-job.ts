/** A job for tests: rows that ask once and are scored by equality, over an endpoint given. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Journal, openJournal } from '../journal/journal.ts'
import type { Endpoint, EngineSample, Pipeline, RunSummary, TaskInput } from '../types.ts'
import type { RunOptions } from './run-options.ts'
import { runSamples } from './run-samples.ts'

export const TASK = 'main_task'
export const SCORE = 'string-check.string-check'

/** Retries without noticeable waits. */
export const quick = {
  parallelism: 8,
  baseDelayMs: 2,
  maxDelayMs: 10,
  timeoutMs: 2_000,
  breakerPauseMs: 5,
  breakerMaxPauseMs: 20,
} as const

export function toEndpoint(server: { url: string }, more: Partial<Endpoint> = {}): Endpoint {
  return { id: 'target', url: server.url, modelId: 'scripted', format: 'openai', ...more }
}

/** A journal in a folder of its own, closed and removed after the test. */
export function createJournal(): Journal {
  const folder = mkdtempSync(join(tmpdir(), 'evalflow-engine-'))
  const journal = openJournal(join(folder, 'journal.sqlite'))
  onTestFinished(() => {
    journal.close()
    rmSync(folder, { recursive: true })
  })
  return journal
}

export function* toRows(count: number, text = 'say'): Generator<EngineSample> {
  for (let index = 0; index < count; index++)
    yield { task: TASK, index, id: `row-${index}`, item: { prompt: `${text} ${index}` } }
}

export function askOnce(endpoint: Endpoint, body: Record<string, unknown> = {}): Pipeline {
  return {
    async runSample(sample, context) {
      const prompt = String(sample.item['prompt'])
      const messages = [{ role: 'user', content: prompt }]
      const reply = await context.call('answer', endpoint, {
        kind: 'chat',
        role: 'target',
        body: { messages, ...body },
      })
      return {
        prompt,
        answer: reply.text,
        reference: prompt,
        scores: { [SCORE]: reply.text === prompt ? 1 : 0 },
        unscored: {},
      }
    },
  }
}

export function toTask(pipeline: Pipeline, rows: number, more: Partial<TaskInput> = {}): TaskInput {
  return { name: TASK, pipeline, samples: toRows(rows), total: rows, ...more }
}

export function runJob(
  pipeline: Pipeline,
  rows: number,
  options: Partial<RunOptions> & { journal: Journal },
): Promise<RunSummary> {
  return runSamples({ tasks: [toTask(pipeline, rows)], ...options, policy: { ...quick, ...options.policy } })
}
