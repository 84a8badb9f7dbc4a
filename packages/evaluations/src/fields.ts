/** What dialogs and the command line need of the evaluation types. Safe for the browser: no engine, nothing of Node. */
import { agenticForm } from './agentic/form.ts'
import { bfclForm } from './bfcl/form.ts'
import { bigcodeForm } from './bigcode/form.ts'
import { customForm } from './custom/form.ts'
import type { EvaluationForm } from './form.ts'
import { judgeForm } from './llm-as-a-judge/form.ts'
import { harnessForm } from './lm-eval-harness/form.ts'
import { ragForm, retrieverForm } from './retrieval/form.ts'
import { similarityForm } from './similarity-metrics/form.ts'

export { columnsIn, fitColumns } from './column-fit.ts'
export type { ConfigParts, EvaluationForm, Fit, FormValues } from './form.ts'

/** In the order to show them. Those with `unavailable` are shown, but cannot be chosen. */
export const evaluationForms: readonly EvaluationForm[] = [
  customForm,
  similarityForm,
  judgeForm,
  bigcodeForm,
  harnessForm,
  retrieverForm,
  ragForm,
  bfclForm,
  agenticForm,
]

/** The form of an id, undefined if there is none. */
export const findEvaluationForm = (id: string): EvaluationForm | undefined =>
  evaluationForms.find((form) => form.id === id)
