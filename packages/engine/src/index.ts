export type * from './types.ts'
export { type Clock, systemClock } from './clock.ts'
export { type CallPolicy, defaultPolicy, toCallPolicy } from './policy.ts'
export { CallFailed, type CallFailureCode, EngineError, type EngineErrorCode } from './errors.ts'
export { type Journal, openJournal, openJournalAside, type SampleCounts } from './journal/journal.ts'
export type { SamplePage } from './journal/listing.ts'
export type { SampleQuery } from './journal/sample-query.ts'
export type { RunOptions } from './run/run-options.ts'
export { runSamples } from './run/run-samples.ts'
export type { BudgetAlert, BudgetOptions, PriceTable } from './call/budget.ts'
export { SpendPool, type SpendPoolOptions } from './call/spend-pool.ts'
export { addScores, type ScoreFold, toScoreAggregates } from './run/score-fold.ts'
export { type Transport, WireFailure, type WireReply, type WireRequest } from './call/transport.ts'
export { BlockedAddressError, isBlockedHost } from './call/address-guard.ts'
export { type GuardedFetch, guardedFetch } from './call/guarded-fetch.ts'
export {
  createToolTransport,
  type ToolFault,
  type ToolReply,
  type ToolRequest,
  type ToolTransport,
} from './call/tool-transport.ts'
export { createToolCaller, type ToolAttempt, type ToolCall, type ToolCaller } from './call/tool-caller.ts'
export { openReplyCache, type ReplyCache } from './call/reply-cache.ts'
export { readInstruments } from './run/instruments.ts'
