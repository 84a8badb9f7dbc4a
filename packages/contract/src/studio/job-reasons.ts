/**
 * Why a job runs as it does, and how its figures came about: a key with parameters, so that Studio says it in the reader's
 * language. The English sentence here is what results, the command line and logs say, and what an older job has alone.
 */
import { z } from 'zod'

/** English sentences by key; a translation has the same keys and parameters. */
export const JOB_REASON_TEXTS = {
  // what a pipeline was chosen by
  evaluationType: 'The evaluation type is "{type}".',
  taskType: 'The task\'s type is "{type}".',
  targetType: 'The target is of type "{type}".',
  outputType: 'The benchmark\'s output type is "{type}".',
  hasParams: 'Its parameters include {names}.',
  hasMetric: 'Its metrics include "{metric}".',
  // what a pipeline does
  runsCode: 'So it runs generated code against tests in the sandbox.',
  scoresLikelihood: 'So it scores given texts by the log-probabilities the model gives them.',
  scoresRetrieval: 'So it scores what a retriever finds.',
  scoresAgents: 'So it scores what agents reached, talked about and called.',
  holdsConversation: 'So it holds a conversation, with tools where they are given, and scores how it went.',
  hasAnswersRated: 'So it has answers rated by a judge model.',
  scoresStored: 'So it scores stored answers and asks no model for them.',
  asksModel: 'So it asks the model for an answer and scores its text.',
  noLine: 'No line of the table fits, so the model is asked for an answer.',
  // what a type found
  mtBenchFound: 'Its type or its rows, which hold turns, say MT-bench: up to two turns, each rated.',
  mtBenchAsked: 'The config says MT-bench: up to two turns, each rated.',
  judgeTakesSchema: 'Judge "{judge}" takes JSON by schema, so its replies are held to one.',
  judgeIgnoresSchema: 'Judge "{judge}" takes a JSON schema and does not keep to it: {why}.',
  judgeRefusesSchema: 'Judge "{judge}" refuses JSON by schema ({why}), so its prompt alone says what to reply.',
  echoLogprobs: 'Endpoint "{endpoint}" gives log-probabilities of an echoed prompt.',
  chatTemplateOn: 'The config switches the chat template on.',
  chatTemplateOff: 'The config switches the chat template off.',
  servesCompletions: 'Endpoint "{endpoint}" serves text completions, so prompts go to it as they are.',
  servesOnlyChats: 'Endpoint "{endpoint}" serves only chats, so prompts pass its chat template.',
  chatsGiveNoScores:
    '"{task}" needs log-probabilities of given texts (`completions` with `echo` and `logprobs`), and endpoint "{endpoint}" serves only chats.',
  givesNoScores: '"{task}" needs log-probabilities of given texts, and endpoint "{endpoint}" cannot give them: {why}',
  textsNotByChat: '"{task}" scores given texts, which no chat can, and the config switches the chat template on.',
  lettersInstead: 'The config’s `fallback` is "letters", so the right choice’s letter is asked for by chat.',
  lettersWritten:
    'Endpoint "{endpoint}" gives no log-probabilities in chats ({why}), so the letter is read out of what it writes.',
  lettersCompared:
    'Endpoint "{endpoint}" gives log-probabilities of the {top} likeliest first tokens, so letters are compared by them.',
  // how compute was measured
  cpuShared: "processor time of the server's process, shared evenly by the jobs that run in it",
  energyMeasured: "measured: the processors' RAPL counters, other programs of this machine included",
  energyEstimated: 'estimate: processor seconds × {watts} W per core',
  energyFromBefore: 'of earlier runs of this job; nothing was measured or estimated in this one',
  energyUnavailable:
    'unavailable: this machine has no readable energy counter, and no watts per processor core are set under Settings',
} as const
export type JobReasonKey = keyof typeof JOB_REASON_TEXTS

/** A newer server may know more keys: then the English sentence beside it is shown. */
export const jobReasonSchema = z.object({ key: z.string(), params: z.record(z.string(), z.string()) })
export interface JobReason {
  readonly key: JobReasonKey
  readonly params: Readonly<Record<string, string>>
}

export const toJobReason = (key: JobReasonKey, params: JobReason['params'] = {}): JobReason => ({ key, params })

/** The English sentence. */
export const jobReasonText = ({ key, params }: JobReason): string =>
  JOB_REASON_TEXTS[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? (params[name] ?? whole) : whole,
  )
