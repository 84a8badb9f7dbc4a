/** Makes a task of Custom Evaluation a conversation, where its `params.conversation` asks for one. */
import type { Pipeline } from '@evalflow/engine'
import { WINDOW } from '../context-window/plan-window.ts'
import type { AskTarget, RowNotes } from '../custom/ask-target.ts'
import type { CompiledRequest } from '../custom/compile-request.ts'
import { evaluationErrors } from '../errors.ts'
import { parseParams } from '../llm-as-a-judge/settings.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { type NamedScorer, scoreRow } from '../scorers/score-row.ts'
import type { Row } from '../template/row-view.ts'
import { type CompiledValue, compileField } from '../template/value-template.ts'
import type { TaskContext } from '../types.ts'
import {
  type ConversationParts,
  type Opening,
  holdConversation,
  toConversationSample,
  toShown,
} from './hold-conversation.ts'
import { isMessage, toScript, toTurns } from './messages.ts'
import { conversationSchema } from './settings.ts'
import { createSimulatedUser } from './simulated-user.ts'
import { createTools } from './tools.ts'

export interface PlannedConversation {
  /** Fields that templates of metrics find in `sample`. */
  readonly sampleFields: readonly string[]
  readonly templates: readonly { columns: ReadonlySet<string> }[]
  /** Which user is simulated; part of the task's fingerprint. */
  readonly identity: object
  createPipeline(scorers: readonly NamedScorer[]): Pipeline
}

/** Key of the conversation in a row's `extra`. */
const CONVERSATION = 'conversation'
const SAMPLE_FIELDS = ['messages', 'turns', 'tool_calls', 'transcript']

/** Undefined where the task is no conversation. @throws EvaluationError with the path of the field */
export async function planConversation(
  context: TaskContext,
  request: CompiledRequest,
  ask: AskTarget,
): Promise<PlannedConversation | undefined> {
  const given = context.task.params?.[CONVERSATION]
  if (given == null) return undefined
  const path = `${context.path}.params.${CONVERSATION}`
  const settings = parseParams(conversationSchema, given, path)
  if (request.kind !== 'chat')
    throw evaluationErrors.configInvalid(path, 'a conversation needs a chat endpoint; the target has completions only.')
  if (settings.turns !== undefined && settings.simulated_user !== undefined)
    throw evaluationErrors.configInvalid(path, 'has both `turns` and `simulated_user`; the user is one or the other.')
  if (Object.hasOwn(context.task.metrics ?? {}, CONVERSATION))
    throw evaluationErrors.configInvalid(
      `${context.path}.metrics.${CONVERSATION}`,
      'is the name of the conversation itself; take another.',
    )
  const { services } = context
  const turns =
    settings.turns === undefined ? undefined : compileField(settings.turns, { path: `${path}.turns`, topLevel: false })
  const user =
    settings.simulated_user && (await createSimulatedUser(settings.simulated_user, `${path}.simulated_user`, services))
  const tools = settings.tools && (await createTools(settings.tools, `${path}.tools`, services))
  const parts: ConversationParts = { ask, tools, user, maxTotalTokens: settings.max_total_tokens }
  return {
    sampleFields: SAMPLE_FIELDS,
    templates: [turns, user, tools].filter((part) => part !== undefined),
    identity: user === undefined ? {} : { user: endpointIdentity(user.endpoint) },
    createPipeline: (scorers) => createPipeline(parts, { request, turns, path }, scorers),
  }
}

interface Source {
  request: CompiledRequest
  turns: CompiledValue | undefined
  path: string
}

function createPipeline(parts: ConversationParts, source: Source, scorers: readonly NamedScorer[]): Pipeline {
  return {
    async runSample({ item }, context) {
      const notes: RowNotes = { window: [] }
      const opening = toOpening(source, item, parts.user !== undefined)
      const conversation = await holdConversation(parts, opening, context, notes)
      const view = { item, sample: toConversationSample(conversation), topLevel: false }
      const outcome = await scoreRow(view, scorers, context, toShown(conversation))
      const { response: _response, ...kept } = conversation
      const trimmed = notes.window.length > 0 ? { [WINDOW]: notes.window } : {}
      return { ...outcome, extra: { ...(outcome.extra as object | undefined), [CONVERSATION]: kept, ...trimmed } }
    },
  }
}

/** @throws EvaluationError `config_invalid` for several choices, `template_invalid` for a row without a user's message */
function toOpening({ request, turns, path }: Source, item: Row, isSimulated: boolean): Opening {
  const view = { item, sample: {}, topLevel: false }
  const { messages, n, ...settings } = request.body.render(view) as Record<string, unknown>
  if (typeof n === 'number' && n > 1)
    throw evaluationErrors.configInvalid(path, `a conversation goes on with one answer, found n = ${n}.`)
  const script = toScript(Array.isArray(messages) ? messages.filter(isMessage) : [])
  const more = turns === undefined ? [] : toTurns(turns.render(view), `${path}.turns`)
  const [next, ...others] = more
  const scripted = next === undefined ? script.turns : [...script.turns, [...script.rest, ...next], ...others]
  if (scripted.length === 0 && !isSimulated)
    throw evaluationErrors.templateFailed(path, new Error('the row has no message of a user to answer'))
  return { settings, turns: scripted, rest: next === undefined ? script.rest : [], item }
}
