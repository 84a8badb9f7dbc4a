/**
 * Which pipeline runs a task: the first line of this table whose every condition holds. A new pipeline is a new line; put
 * it before the lines it is more special than.
 *
 * What a line cannot know (what rows look like, what an endpoint can do) the type finds while it plans, and adds to the
 * reasons with `context.because`.
 */
import type { JobReasonKey } from '@evalflow/contract'

/** `chat-letters` is no line: a benchmark falls back to it where its own pipeline cannot run (`context.reroute`). */
export type PipelineName = 'generation' | 'log-likelihood' | 'chat-letters' | 'judge' | 'code' | 'retrieval' | 'agentic'

/** A condition is absent or holds; a line without any holds always. */
export interface PipelineLine {
  readonly pipeline: PipelineName
  /** What it does, as a reason (`contract`'s `job-reasons.ts`). */
  readonly does: JobReasonKey
  /** Ids of evaluation types, as in `registry.ts`. */
  readonly types?: readonly string[]
  /** Types of tasks. */
  readonly tasks?: readonly string[]
  /** Types of metrics; one of the task's must be among them. */
  readonly metrics?: readonly string[]
  /** Names among a task's `params`, all of them. */
  readonly params?: readonly string[]
  /** Types of targets. */
  readonly targets?: readonly string[]
  /** What a benchmark's definition asks of the model (`describeTask` of its type). */
  readonly outputs?: readonly string[]
}

export const pipelines: readonly PipelineLine[] = [
  {
    pipeline: 'code',
    does: 'runsCode',
    types: ['bigcode_evaluation_harness'],
  },
  {
    pipeline: 'code',
    does: 'runsCode',
    types: ['lm_eval_harness'],
    outputs: ['code'],
  },
  {
    pipeline: 'log-likelihood',
    does: 'scoresLikelihood',
    types: ['lm_eval_harness'],
    outputs: ['multiple_choice', 'loglikelihood', 'loglikelihood_rolling'],
  },
  {
    pipeline: 'retrieval',
    does: 'scoresRetrieval',
    targets: ['retriever', 'rag'],
  },
  {
    pipeline: 'retrieval',
    does: 'scoresRetrieval',
    types: ['retriever', 'rag'],
  },
  {
    pipeline: 'agentic',
    does: 'scoresAgents',
    types: ['agentic', 'bfcl'],
  },
  {
    pipeline: 'agentic',
    does: 'holdsConversation',
    types: ['custom'],
    params: ['conversation'],
  },
  {
    pipeline: 'judge',
    does: 'hasAnswersRated',
    types: ['llm_as_a_judge'],
  },
  {
    pipeline: 'judge',
    does: 'hasAnswersRated',
    metrics: ['llm-judge'],
  },
  {
    pipeline: 'generation',
    does: 'scoresStored',
    targets: ['rows', 'dataset', 'cached_outputs'],
  },
  {
    pipeline: 'generation',
    does: 'asksModel',
  },
]
