/** Evaluation types with their pipelines, in the order to show them. For the browser see `fields.ts`. */
import { agenticForm } from './agentic/form.ts'
import { planAgenticTask } from './agentic/plan.ts'
import { isBfclType } from './bfcl/categories.ts'
import { bfclForm } from './bfcl/form.ts'
import { planBfclTask } from './bfcl/plan.ts'
import { bigcodeForm, isBigcodeType } from './bigcode/form.ts'
import { expandBigcodeConfig, planBigcodeTask } from './bigcode/plan.ts'
import { customForm } from './custom/form.ts'
import { planCustomTask } from './custom/plan.ts'
import { isJudgeType, judgeForm } from './llm-as-a-judge/form.ts'
import { planJudgeTask } from './llm-as-a-judge/plan.ts'
import { expandHarnessConfig } from './lm-eval-harness/expand-config.ts'
import { harnessForm } from './lm-eval-harness/form.ts'
import { describeHarnessTask, planHarnessTask } from './lm-eval-harness/plan.ts'
import { isHarnessType } from './lm-eval-harness/task-types.ts'
import { ragForm, retrieverForm } from './retrieval/form.ts'
import { planRetrievalTask } from './retrieval/plan.ts'
import { similarityForm } from './similarity-metrics/form.ts'
import { planSimilarityTask } from './similarity-metrics/plan.ts'
import type { EvaluationType } from './types.ts'

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
