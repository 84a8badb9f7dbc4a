/** Custom Evaluation: one prompt template, any metrics, over a dataset (online) or over stored rows (`data`). */
import type { SampleContext, SampleOutcome } from '@evalflow/engine'
import { evaluationErrors } from '../errors.ts'
import { openTargetRows, openTaskDataset } from '../run/row-source.ts'
import { joinColumns } from '../scorers/scorer.ts'
import { type NamedScorer, scoreRow } from '../scorers/score-row.ts'
import type { Row } from '../template/row-view.ts'
import type { TaskContext, TaskPlan } from '../types.ts'
import { createScorers, judgeIdentity, toData } from './create-scorers.ts'
import { planOnline } from './plan-online.ts'

export async function planCustomTask(context: TaskContext): Promise<TaskPlan> {
  const type = context.task.type
  if (type === 'data') return planData(context)
  if (type === 'chat-completion' || type === 'completion') return planOnline(context)
  throw evaluationErrors.configInvalid(
    `${context.path}.type`,
    `found "${type}", expected chat-completion, completion or data.`,
  )
}

async function planData(context: TaskContext): Promise<TaskPlan> {
  const rows = (await openTargetRows(context.target, context.services)) ?? (await openTaskDataset(context))
  const scorers = await createScorers(context, true)
  return {
    rows,
    scores: scorers.flatMap(([, scorer]) => scorer.scores),
    columns: joinColumns(...scorers.map(([, scorer]) => scorer)),
    pipeline: { runSample: (sample, sampleContext) => scoreStored(sample.item, scorers, sampleContext) },
    identity: { data: true, ...judgeIdentity(scorers) },
    ...toData(scorers),
  }
}

function scoreStored(item: Row, scorers: readonly NamedScorer[], context: SampleContext): Promise<SampleOutcome> {
  const output = item['output_text'] ?? item['response']
  const sample =
    typeof output === 'string'
      ? { output_text: output }
      : typeof output === 'object' && output !== null
        ? { response: output }
        : {}
  return scoreRow({ item, sample, topLevel: true }, scorers, context, {
    prompt: item['prompt'] ?? item['messages'] ?? item['question'] ?? null,
    answer: output ?? null,
  })
}
