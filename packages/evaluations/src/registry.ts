/** Evaluation types with their pipelines, in the order to show them. For the browser see `fields.ts`. */
import { agenticForm } from './agentic/form.ts'
import { isBfclType } from './bfcl/categories.ts'
import { bfclForm } from './bfcl/form.ts'
import { bigcodeForm, isBigcodeType } from './bigcode/form.ts'
import { expandBigcodeConfig, planBigcodeTask } from './bigcode/plan.ts'
import { customForm } from './custom/form.ts'
import { isJudgeType, judgeForm } from './llm-as-a-judge/form.ts'
import { expandHarnessConfig } from './lm-eval-harness/expand-config.ts'
import { harnessForm } from './lm-eval-harness/form.ts'
import { describeHarnessTask } from './lm-eval-harness/describe-task.ts'
import { isHarnessType } from './lm-eval-harness/task-types.ts'
import { ragForm, retrieverForm } from './retrieval/form.ts'
import { similarityForm } from './similarity-metrics/form.ts'
import type { EvaluationType } from './types.ts'

// a server plans its first job long after it starts, and few jobs need more than one of them
const planAgenticTask = later(async () => (await import('./agentic/plan.ts')).planAgenticTask)
const planBfclTask = later(async () => (await import('./bfcl/plan.ts')).planBfclTask)
const planCustomTask = later(async () => (await import('./custom/plan.ts')).planCustomTask)
const planHarnessTask = later(async () => (await import('./lm-eval-harness/plan.ts')).planHarnessTask)
const planJudgeTask = later(async () => (await import('./llm-as-a-judge/plan.ts')).planJudgeTask)
const planRetrievalTask = later(async () => (await import('./retrieval/plan.ts')).planRetrievalTask)
const planSimilarityTask = later(async () => (await import('./similarity-metrics/plan.ts')).planSimilarityTask)

export const evaluationTypes: readonly EvaluationType[] = [
  { form: customForm, matches: (type) => type === 'custom', planTask: planCustomTask },
  { form: similarityForm, matches: (type) => /^similarity[_-]metrics$/.test(type), planTask: planSimilarityTask },
  { form: judgeForm, matches: isJudgeType, planTask: planJudgeTask },
  // before the harness, which knows every benchmark's name and says of others where they belong
  { form: agenticForm, matches: (type) => type === 'agentic', planTask: planAgenticTask },
  { form: bfclForm, matches: isBfclType, planTask: planBfclTask },
  { form: bigcodeForm, matches: isBigcodeType, expandConfig: expandBigcodeConfig, planTask: planBigcodeTask },
  {
    form: harnessForm,
    matches: isHarnessType,
    expandConfig: expandHarnessConfig,
    describeTask: describeHarnessTask,
    planTask: planHarnessTask,
  },
  { form: retrieverForm, matches: (type) => type === 'retriever', planTask: planRetrievalTask },
  { form: ragForm, matches: (type) => type === 'rag', planTask: planRetrievalTask },
]

type PlanTask = NonNullable<EvaluationType['planTask']>

/** Loads the code of a type with the first task of it. */
function later(load: () => Promise<PlanTask>): PlanTask {
  return async (context) => (await load())(context)
}
