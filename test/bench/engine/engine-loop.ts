/** The same rows through the engine, journal included; a string check as the only metric. */
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Endpoint, openJournal, type Pipeline, runSamples } from '@evalflow/engine'
import { toBody, toPrompt } from './rows.ts'

export async function runEngine(
  baseUrl: string,
  rows: number,
  options: { concurrency: number; journalPath?: string },
): Promise<number> {
  const endpoint: Endpoint = { id: 'scripted', url: baseUrl, modelId: 'scripted', format: 'openai' }
  const pipeline: Pipeline = {
    async runSample(sample, context) {
      const prompt = String(sample.item['prompt'])
      const reply = await context.call('answer', endpoint, { kind: 'chat', role: 'target', body: toBody(prompt) })
      const score = reply.text === prompt ? 1 : 0
      return {
        prompt,
        answer: reply.text,
        reference: prompt,
        scores: { 'string-check.string-check': score },
        unscored: {},
      }
    },
  }
  const path = options.journalPath ?? join(tmpdir(), `evalflow-bench-${process.pid}-${rows}.sqlite`)
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  const journal = openJournal(path)
  const summary = await runSamples({
    tasks: [{ name: 'main_task', pipeline, samples: toSamples(rows), total: rows }],
    journal,
    policy: { parallelism: options.concurrency },
    onProgress: () => {},
  })
  journal.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  if (summary.ok !== rows) throw new Error(`${summary.ok} of ${rows} rows: ${summary.state} ${summary.message}`)
  return summary.ok
}

function* toSamples(rows: number) {
  for (let index = 0; index < rows; index++)
    yield { task: 'main_task', index, id: String(index), item: { prompt: toPrompt(index) } }
}
