/** The dispatcher: one decision per task, with its reasons, made here before anything is planned. */
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

/** Stands in the result's `data.dispatch` and the job's progress. */
export interface PipelineDecision {
  /** Changed only by `context.reroute`, when the endpoint turns out not to serve what the line needs. */
  pipeline: PipelineName
  /** Whole sentences, in the order they were found. */
  readonly reasons: string[]
}

/** `lines` is the table; the first whose conditions all hold decides. Its last line has none, so one always does. */
export function dispatchTask(facts: TaskFacts, lines: readonly PipelineLine[] = pipelines): PipelineDecision {
  for (const line of lines) {
    const found = conditions.map(({ holds }) => holds(line, facts))
    if (found.includes(false)) continue
    const because = found.filter((reason) => typeof reason === 'string')
    return { pipeline: line.pipeline, reasons: [...because, `So it ${line.does}.`] }
  }
  return { pipeline: 'generation', reasons: ['No line of the table fits, so the model is asked for an answer.'] }
}

interface Condition {
  /** The reason, `null` if the line does not ask, `false` if it does not hold. */
  holds(line: PipelineLine, facts: TaskFacts): string | null | false
}

const conditions: readonly Condition[] = [
  { holds: ({ types }, { type }) => holdsOne(types, type, () => `The evaluation type is "${type}".`) },
  { holds: ({ tasks }, { task }) => holdsOne(tasks, task, () => `The task's type is "${task}".`) },
  { holds: ({ targets }, { target }) => holdsOne(targets, target, () => `The target is of type "${target}".`) },
  {
    holds: ({ outputs }, { output }) =>
      holdsOne(outputs, output, () => `The benchmark's output type is "${output ?? ''}".`),
  },
  {
    holds: ({ params }, facts) => {
      if (params === undefined) return null
      if (!params.every((name) => facts.params?.includes(name))) return false
      return `Its parameters include ${params.map((name) => `"${name}"`).join(', ')}.`
    },
  },
  {
    holds: ({ metrics }, facts) => {
      if (metrics === undefined) return null
      const found = facts.metrics.find((metric) => metrics.includes(metric))
      return found === undefined ? false : `Its metrics include "${found}".`
    },
  },
]

function holdsOne(
  wanted: readonly string[] | undefined,
  found: string | undefined,
  reason: () => string,
): string | null | false {
  if (wanted === undefined) return null
  return found !== undefined && wanted.includes(found) ? reason() : false
}
