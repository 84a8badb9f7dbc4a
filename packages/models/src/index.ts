/** Local models and baselines behind one OpenAI-compatible fetch handler. */
export { createInference, type Inference, type InferenceOptions } from './inference.ts'
export { InferenceProblem, ModelStoreError, type InferenceProblemCode, type ModelStoreErrorCode } from './errors.ts'
export type { PullProgress } from './store/pull-context.ts'
export type { PullOptions } from './store/model-store.ts'
