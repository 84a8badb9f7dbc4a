/** Evaluation types: planning and running them. Forms for the browser are in `@evalflow/evaluations/fields`. */
export { EvaluationError, type EvaluationErrorCode } from './errors.ts'
export { type CatalogEntry, launcherCatalog, resolveLauncherName } from './lm-eval-harness/launcher-catalog.ts'
export { probeEndpoint } from './capabilities/probe-endpoint.ts'
export { type SandboxProbe, probeSandbox } from './sandbox/probe-sandbox.ts'
export { evaluationTypes } from './registry.ts'
export { type PlanInput, findType, planEvaluation, planLive } from './run/plan-evaluation.ts'
export { type RunOptions, runEvaluation, runLive } from './run/run-evaluation.ts'
export type {
  DatasetRef,
  EvaluationOutcome,
  EvaluationPlan,
  EvaluationServices,
  EvaluationType,
  OpenDataset,
  PlannedScore,
  PlannedTask,
} from './types.ts'
