export type * from './types.ts'
export { type Clock, systemClock } from './clock.ts'
export { type CallPolicy, defaultPolicy, toCallPolicy } from './policy.ts'
export { CallFailed, type CallFailureCode, EngineError, type EngineErrorCode } from './errors.ts'
