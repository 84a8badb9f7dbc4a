/** The same rows as a job has them: a Custom Evaluation with a Jinja prompt template and a templated string check. */
import { type EvaluationServices, planEvaluation, runEvaluation } from '@evalflow/evaluations'
import { withJournal } from './engine-loop.ts'
import { toPrompt } from './rows.ts'

export async function runJob(baseUrl: string, rows: number, concurrency: number): Promise<number> {
  const services: EvaluationServices = {
    openDataset: () => Promise.resolve({ count: rows, rows: () => toRows(rows), hash: String(rows) }),
    resolveModel: () =>
      Promise.resolve({ id: 'scripted', url: baseUrl, modelId: 'scripted', format: 'openai' as const }),
  }
  const config = {
    type: 'custom',
    params: { parallelism: concurrency },
    tasks: {
      main_task: {
        type: 'chat-completion',
        dataset: 'default/rows',
        params: {
          template: {
            messages: [{ role: 'user', content: '{{ item.prompt }}' }],
            max_tokens: 64,
            temperature: 0,
          },
        },
        metrics: {
          check: {
            type: 'string-check',
            params: { check: ['{{ sample.output_text }}', 'equals', '{{ item.prompt }}'] },
          },
        },
      },
    },
  }
  const plan = await planEvaluation({ config, target: { type: 'model', model: 'scripted' }, services })
  return withJournal('on disk', async (journal) => {
    const outcome = await runEvaluation(plan, { journal, policy: { parallelism: concurrency }, onProgress: () => {} })
    const mean = outcome.tasks['main_task']?.metrics?.['check']?.scores?.['string-check']?.value
    if (outcome.progress.done !== rows || mean !== 1)
      throw new Error(`${outcome.progress.done} of ${rows} rows, mean ${mean}: ${outcome.state} ${outcome.message}`)
    return rows
  })
}

async function* toRows(rows: number): AsyncGenerator<Record<string, unknown>> {
  for (let index = 0; index < rows; index++) yield { prompt: toPrompt(index) }
}
