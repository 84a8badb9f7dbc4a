/** The same rows through the engine; a string check as the only metric. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Endpoint, type Journal, openJournal, type Pipeline, runSamples } from '@evalflow/engine'
import { toBody, toPrompt } from './rows.ts'

export interface EngineLoopOptions {
  readonly concurrency: number
  /** `none`: rows are acknowledged at the end of the turn and kept nowhere, which is what journaling is held against. */
  readonly journal: 'on disk' | 'none'
}

export async function runEngine(baseUrl: string, rows: number, options: EngineLoopOptions): Promise<number> {
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
  return withJournal(options.journal, async (journal) => {
    const summary = await runSamples({
      tasks: [{ name: 'main_task', pipeline, samples: toSamples(rows), total: rows }],
      journal,
      policy: { parallelism: options.concurrency },
      onProgress: () => {},
    })
    if (summary.ok !== rows) throw new Error(`${summary.ok} of ${rows} rows: ${summary.state} ${summary.message}`)
    return summary.ok
  })
}

/** Runs `work` over a fresh journal in the directory for temporary files, closed and deleted after. */
export async function withJournal<T>(
  kind: EngineLoopOptions['journal'],
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  if (kind === 'none') return work(createForgetful())
  const folder = mkdtempSync(join(tmpdir(), 'evalflow-bench-'))
  const journal = openJournal(join(folder, 'journal.sqlite'))
  try {
    return await work(journal)
  } finally {
    journal.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Acknowledges rows as the journal does, all of a turn together, and keeps none. */
function createForgetful(): Journal {
  const journal = openJournal(':memory:')
  let waiting: (() => void)[] = []
  journal.appendOutcome = (_row, onCommitted) => {
    if (waiting.push(onCommitted) > 1) return
    setImmediate(() => {
      const committed = waiting
      waiting = []
      for (const each of committed) each()
    })
  }
  return journal
}

function* toSamples(rows: number) {
  for (let index = 0; index < rows; index++)
    yield { task: 'main_task', index, id: String(index), item: { prompt: toPrompt(index) } }
}
