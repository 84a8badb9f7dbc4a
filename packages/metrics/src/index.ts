/** Pure scorers and statistics, equal to their reference implementations. No dependency, no effect. */
export { type MultipleChoice, accuracy, argmax, multipleChoice } from './accuracy/accuracy.ts'
export { type GreedyMatch, type GreedyMatchOptions, greedyMatch } from './bert-score/greedy-match.ts'
export {
  type BleuCounts,
  type BleuOptions,
  type BleuScore,
  type BleuSmoothing,
  bleuSignature,
  corpusBleu,
  countBleu,
  mergeBleu,
  noBleuCounts,
  scoreBleu,
  sentenceBleu,
} from './bleu/bleu.ts'
export { type BleuTokenizer, bleuTokens } from './bleu/tokenize.ts'
export {
  type ChrfCounts,
  type ChrfOptions,
  corpusChrf,
  countChrf,
  mergeChrf,
  scoreChrf,
  sentenceChrf,
} from './chrf/chrf.ts'
export type { ArgumentLanguage } from './bfcl/argument-language.ts'
export { type CallFault, type CallVerdict } from './bfcl/call-verdict.ts'
export { type CallCategory, type CheckOptions, type PossibleAnswer, checkCalls } from './bfcl/check-calls.ts'
export type { FunctionDoc, ParameterDoc } from './bfcl/function-doc.ts'
export { type DecodedCall, decodePythonCalls, decodeToolCalls, parsePythonCalls } from './bfcl/decode-calls.ts'
export { toConstant } from './bfcl/python-arithmetic.ts'
export type { PyCall, PyExpression } from './bfcl/python-expression.ts'
export { PyFloat, PyTuple, type PyDict, type PyValue, parsePyJson, pyRepr } from './bfcl/python-value.ts'
export { cosineSimilarity } from './cosine/cosine.ts'
export { MetricError, type MetricErrorCode } from './errors.ts'
export { type ExactMatchNormalize, type HfExactMatchOptions, exactMatch } from './exact-match/exact-match.ts'
export { type ExtractedJson, type JsonExtraction, type JsonLimits, extractJson } from './json-schema/extract-json.ts'
export {
  type RollingPerplexity,
  type RollingRow,
  brierScore,
  perplexity,
  rollingPerplexity,
  softmax,
  truthfulMc1,
  truthfulMc2,
} from './log-likelihood/log-likelihood.ts'
export {
  type NumberCheckOptions,
  type NumberOperator,
  type NumberReading,
  numberCheck,
  numberOperators,
  parseNumberOperator,
  readNumber,
} from './number-check/number-check.ts'
export { meanPassAtK, passAllK, passAtK } from './pass-at-k/pass-at-k.ts'
export { type Judgements, type RankingMeasure, parseRankingMeasure, rankDocuments } from './ranking/ranking.ts'
export { NO_MATCH, type RegexFilterOptions, filterRegex } from './regex-filter/regex-filter.ts'
export { type MetricInfo, type ScoreInfo, findMetric, metrics } from './registry.ts'
export { stem } from './rouge/porter-stemmer.ts'
export { type RougeOptions, type RougeScore, type RougeType, rouge, rougeMulti, rougeTokens } from './rouge/rouge.ts'
export { type Score, scored, unscored } from './score.ts'
export { alphaInterval, kappaInterval } from './statistics/agreement-intervals.ts'
export { cohenKappa, krippendorffAlpha, roganGladen } from './statistics/agreement.ts'
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapInterval,
  bootstrapSteps,
  createPcg32,
  percentile,
} from './statistics/bootstrap.ts'
export { type PairedComparison, comparePaired, compareUnpaired, holm, mcNemar } from './statistics/comparison.ts'
export { normalCdf, normalQuantile, studentCdf, studentQuantile } from './statistics/distributions.ts'
export { type Interval, meanInterval, tInterval, wilsonInterval } from './statistics/intervals.ts'
export { type PowerOptions, minimumDetectableEffect, requiredRows } from './statistics/power.ts'
export {
  type ClusteredOptions,
  clusteredStderr,
  pooledStderr,
  stderrOfMean,
  unweightedStderr,
} from './statistics/stderr.ts'
export {
  type ScoreStats,
  type Summary,
  addValue,
  emptySummary,
  meanOf,
  meanStderr,
  mergeSummaries,
  summarize,
  toScoreStats,
} from './statistics/summary.ts'
export { type StringOperator, parseStringOperator, stringCheck, stringOperators } from './string-check/string-check.ts'
export { tokenF1 } from './token-f1/token-f1.ts'
export { toRegExp } from './text/python-regexp.ts'
export {
  PYTHON_SPACE,
  codePointCount,
  splitWhitespace,
  trim as pythonTrim,
  trimEnd as pythonTrimEnd,
  utf8Length,
} from './text/python-text.ts'
export { squadNormalize, squadTokens } from './text/squad-normalize.ts'
export { toolCallAccuracy, toolCallF1 } from './tool-calling/agent-tool-calls.ts'
export { type ToolCall, type ToolCallingScores, canonicalJson, scoreToolCalls } from './tool-calling/tool-calling.ts'
