/**
 * LM Evaluation Harness: benchmark tasks with lm-eval's prompts, requests and scores.
 *
 * The pipeline follows from the task's output type and from what the endpoint can do. A task that scores given texts needs
 * log-probabilities of an echoed prompt; an endpoint without them is refused, since any other way of asking would be
 * another benchmark; `fallback: letters` asks for such another one, under its own name (`chat-letters/`).
 */
import { type JobReason, jobReasonText, toJobReason } from '@evalflow/contract'
import type { Endpoint, Pipeline } from '@evalflow/engine'
import { trimmedRows } from '../context-window/plan-window.ts'
import { evaluationErrors } from '../errors.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { resolveTargetModel } from '../run/row-source.ts'
import { probeSandbox } from '../sandbox/probe-sandbox.ts'
import type { TaskContext, TaskPlan } from '../types.ts'
import { findAlias } from './aliases.ts'
import { planLetters } from './chat-letters/plan-letters.ts'
import { toLetterTask } from './chat-letters/letter-task.ts'
import { type EndpointCapabilities, findRoutes, findScoring } from './capabilities.ts'
import { compileFilters } from './filters.ts'
import { checkFirstRow } from './first-row.ts'
import { createGenerationPipeline } from './generation-pipeline.ts'
import { compileGenerationScores } from './generation-scores.ts'
import { createLikelihoodPipeline } from './likelihood-pipeline.ts'
import { createScorer } from './log-likelihood.ts'
import { createLongTexts } from './long-texts.ts'
import { compilePrompts } from './prompt.ts'
import { compileLikelihoodScores } from './row-scores.ts'
import { readSettings, resolveDefinition } from './settings.ts'
import type { TaskDefinition } from './task-definition.ts'
import { openTaskRows } from './task-rows.ts'

/** @throws EvaluationError `config_invalid`, `dataset_missing`, `target_unfit`, `metric_unknown`, `template_invalid` */
export async function planHarnessTask(context: TaskContext): Promise<TaskPlan> {
  const definition = resolveDefinition(context)
  const settings = readSettings(context, definition)
  const prompts = compilePrompts(definition, context.path)
  const endpoint = await resolveTargetModel(context.target, context.services, 'benchmarks ask a model.')
  const taskRows = await openTaskRows(context, definition, settings)
  const { rows, examples, identity } = taskRows
  await checkFirstRow(rows, prompts)
  const isWritten = context.decision.pipeline !== 'log-likelihood'
  const capabilities = isWritten
    ? await findRoutes(context, endpoint, settings.chat)
    : await findScoring(context, endpoint)
  const shared = { endpoint, definition, prompts, examples, settings }

  if (isWritten) {
    if (definition.process_results === 'code') await checkSandbox(definition.task)
    const filters = compileFilters(definition.filter_list, `${context.path}.filter_list`)
    const scores = compileGenerationScores(definition, filters, context.path)
    const mode = chooseGeneration(context, endpoint, capabilities, settings.chat)
    context.because(toModeReason(mode, settings.chat, endpoint))
    return toPlan(createGenerationPipeline({ ...shared, scores, mode }), scores.planned, mode)
  }
  const { scoring } = capabilities
  if (settings.fallback === 'letters' && (scoring === null || settings.chat === true)) {
    const why =
      scoring === null
        ? whyUnscored(definition.task, endpoint, capabilities)
        : toJobReason('textsNotByChat', { task: definition.task })
    const letters = await planLetters(context, { endpoint, definition, settings, rows: taskRows, why })
    const plan = toPlan(letters.pipeline, letters.scores, letters.mode)
    return {
      ...plan,
      suffix: letters.suffix,
      identity: { ...endpointIdentity(endpoint), mode: letters.mode, definition: letters.definition, identity },
      data: { ...plan.data, benchmark: null, version: null, fallback_for: definition.task },
    }
  }
  if (settings.chat === true)
    throw evaluationErrors.configInvalid(
      'config.params.extra.apply_chat_template',
      `"${definition.task}" scores given texts, which no chat can. Switch the chat template off.`,
    )
  if (scoring === null)
    throw evaluationErrors.targetUnfit(
      `${jobReasonText(whyUnscored(definition.task, endpoint, capabilities))} ${toAdvice(definition)}`,
    )
  context.because(toJobReason('echoLogprobs', { endpoint: endpoint.id }))
  const scores = compileLikelihoodScores(definition, context.path)
  const longTexts = createLongTexts({ endpoint, maxLength: settings.maxLength, addedTokens: scoring.addedTokens })
  const { prefixToken, seed } = settings
  const scorer = createScorer({ endpoint, scoring, prefixToken, seed, longTexts })
  const planned = [...scores.planned, trimmedRows]
  return toPlan(createLikelihoodPipeline({ ...shared, scores, scorer }), planned, 'log-likelihood')

  function toPlan(pipeline: Pipeline, planned: TaskPlan['scores'], mode: string): TaskPlan {
    return {
      pipeline,
      rows,
      scores: planned,
      columns: new Set(),
      identity: { ...endpointIdentity(endpoint), mode, definition, identity },
      data: {
        benchmark: definition.task,
        ...(findAlias(settings.askedFor)?.closed === true
          ? { asked_for: settings.askedFor, definition: 'nearest open definition' }
          : {}),
        version: definition.metadata?.version ?? null,
        num_fewshot: settings.examples,
        // how answers were had; two runs that differ in it are not comparable
        scoring_mode: mode,
        // how texts were scored; null where answers were written
        scoring: capabilities.scoring,
      },
    }
  }
}

/** @throws EvaluationError `type_unavailable`: without a sandbox no generated code is run */
async function checkSandbox(task: string): Promise<void> {
  const probe = await probeSandbox()
  const reason = probe.available ? probe.languages.python : probe.reason
  if (reason !== null) throw evaluationErrors.typeUnavailable(task, reason)
}

/** As asked; else completions, as lm-eval's `local-completions`, and chat only where there is nothing else. */
function chooseGeneration(
  context: TaskContext,
  endpoint: Endpoint,
  { chat, completions }: EndpointCapabilities,
  asked: boolean | undefined,
): 'completion' | 'chat' {
  if (asked === true || (asked === undefined && !completions)) {
    if (!chat)
      throw evaluationErrors.targetUnfit(
        `Endpoint "${endpoint.id}" answered neither ${asked === true ? 'a chat' : 'a completion nor a chat'}. Check its URL, key and model id.`,
      )
    if (asked === undefined)
      context.warn(
        `Task "${context.name}": endpoint "${endpoint.id}" serves only chats, so its prompts pass the model’s chat template. Numbers differ from those of plain completions.`,
      )
    return 'chat'
  }
  if (!completions)
    throw evaluationErrors.targetUnfit(
      `Endpoint "${endpoint.id}" serves no text completions, and the chat template is switched off. Switch it on, or choose another endpoint.`,
    )
  return 'completion'
}

function toModeReason(mode: 'completion' | 'chat', asked: boolean | undefined, { id }: Endpoint): JobReason {
  if (asked !== undefined) return toJobReason(asked ? 'chatTemplateOn' : 'chatTemplateOff')
  return toJobReason(mode === 'completion' ? 'servesCompletions' : 'servesOnlyChats', { endpoint: id })
}

const whyUnscored = (
  task: string,
  { id }: Endpoint,
  { chat, completions, whyNoScoring }: EndpointCapabilities,
): JobReason =>
  chat && !completions
    ? toJobReason('chatsGiveNoScores', { task, endpoint: id })
    : toJobReason('givesNoScores', { task, endpoint: id, why: whyNoScoring.replace(/\.?$/, '.') })

/** What the user may choose instead. */
function toAdvice(definition: TaskDefinition): string {
  const letters = toLetterTask(definition)
  const others = 'Choose a completions endpoint, or a benchmark whose answers are written.'
  return typeof letters === 'string'
    ? `It cannot be asked as letters: ${letters}. ${others}`
    : `${others} Or set \`params.extra.fallback\` to "letters": the questions are then asked by chat for a letter, as another task with another name.`
}
