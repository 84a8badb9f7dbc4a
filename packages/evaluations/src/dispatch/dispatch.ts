/** The dispatcher: one decision per task, with its reasons, made here before anything is planned. */
import { type JobReason, type JobReasonKey, jobReasonText, toJobReason } from '@evalflow/contract'
import { pipelines, type PipelineLine, type PipelineName } from './pipelines.ts'

/** What a decision is made from. */
export interface TaskFacts {
  /** Id of the evaluation type. */
  readonly type: string
  readonly task: string
  readonly metrics: readonly string[]
  readonly target: string
  /** Names of the task's parameters that have a value. */
  readonly params?: readonly string[]
  /** What the benchmark's definition asks of the model, where there is one. */
  readonly output?: string
}

export interface PipelineDecision {
  /** Changed only by `context.reroute`, when the endpoint turns out not to serve what the line needs. */
  pipeline: PipelineName
  /** In the order they were found. */
  readonly because: JobReason[]
}

/** `lines` is the table; the first whose conditions all hold decides. Its last line has none, so one always does. */
export function dispatchTask(facts: TaskFacts, lines: readonly PipelineLine[] = pipelines): PipelineDecision {
  for (const line of lines) {
    const found = conditions.map(({ holds }) => holds(line, facts))
    if (found.includes(false)) continue
    const because = found.filter((reason) => typeof reason === 'object' && reason !== null)
    return { pipeline: line.pipeline, because: [...because, toJobReason(line.does)] }
  }
  return { pipeline: 'generation', because: [toJobReason('noLine')] }
}

/** As it stands in the result's `data.dispatch` and the job's progress: sentences, and the same in any language. */
export const tellDecision = ({ pipeline, because }: PipelineDecision) => ({
  pipeline,
  reasons: because.map(jobReasonText),
  because: because.map(({ key, params }) => ({ key, params: { ...params } })),
})

interface Condition {
  /** The reason, `null` if the line does not ask, `false` if it does not hold. */
  holds(line: PipelineLine, facts: TaskFacts): JobReason | null | false
}

const conditions: readonly Condition[] = [
  { holds: ({ types }, { type }) => holdsOne(types, type, 'evaluationType') },
  { holds: ({ tasks }, { task }) => holdsOne(tasks, task, 'taskType') },
  { holds: ({ targets }, { target }) => holdsOne(targets, target, 'targetType') },
  { holds: ({ outputs }, { output }) => holdsOne(outputs, output, 'outputType') },
  {
    holds: ({ params }, facts) => {
      if (params === undefined) return null
      if (!params.every((name) => facts.params?.includes(name))) return false
      return toJobReason('hasParams', { names: params.map((name) => `"${name}"`).join(', ') })
    },
  },
  {
    holds: ({ metrics }, facts) => {
      if (metrics === undefined) return null
      const found = facts.metrics.find((metric) => metrics.includes(metric))
      return found === undefined ? false : toJobReason('hasMetric', { metric: found })
    },
  },
]

function holdsOne(
  wanted: readonly string[] | undefined,
  found: string | undefined,
  key: JobReasonKey,
): JobReason | null | false {
  if (wanted === undefined) return null
  return found !== undefined && wanted.includes(found) ? toJobReason(key, { type: found }) : false
}
