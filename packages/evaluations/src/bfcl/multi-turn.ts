/**
 * Rows with several turns: in each, the model calls functions of its simulated world until it calls no more; then both
 * worlds are compared. Each answer is a call of its own in the journal (`turn:2:step:1`), and the world is made anew from
 * the replayed answers on resume.
 */
import type { SampleContext } from '@evalflow/engine'
import { type DecodedCall, type PyValue, pyRepr } from '@evalflow/metrics'
import { z } from 'zod'
import type { Message } from '../conversation/messages.ts'
import { findCalls } from '../conversation/tool-calls.ts'
import { evaluationErrors } from '../errors.ts'
import { checkTurns } from './check-turns.ts'
import { type Call, createWorld, toPlain } from './execute-calls.ts'
import { withPrompt } from './function-tools.ts'
import type { BfclRun, RowVerdict } from './row-run.ts'
import type { DocumentedFunction } from './documented-function.ts'
import { readClasses } from './rows.ts'
import { toCallText } from './single-turn.ts'

/** Steps of a turn with calls, as upstream; one more ends the conversation. */
const MOST_STEPS = 20

const referenceSchema = z.array(z.array(z.string()))
const configSchema = z.record(z.string(), z.unknown()).default({})

export async function runMultiTurn(run: BfclRun, context: SampleContext): Promise<RowVerdict> {
  const { row, item, answer } = run
  const reference = referenceSchema.safeParse(answer)
  if (!reference.success)
    throw evaluationErrors.templateFailed(
      'ground_truth',
      new Error(`row "${row.id}" has no reference calls. Give them as \`params.answers\`, or as a column ground_truth`),
    )
  const setting = {
    involved_classes: readClasses(item),
    initial_config: configSchema.parse(item['initial_config'] ?? undefined),
  }
  const { messages, made } = await talk(run, setting, context)
  const verdict = checkTurns(setting, made, reference.data, run.world)
  const called = made.map((turn) => turn.map((step) => step.map(({ text }) => text)))
  return {
    prompt: messages.slice(0, -1),
    answer: messages.at(-1)?.['content'] ?? '',
    reference: reference.data,
    valid: verdict.valid,
    kind: verdict.valid ? '' : verdict.kind,
    reason: verdict.valid ? '' : `Turn ${verdict.turn + 1}: ${verdict.reason}`,
    extra: { calls: called, messages },
  }
}

/** In place of a turn's own message; words and form are the benchmark's. */
const LATE = 'I have updated some more functions you can choose from. What about now?'

const tellOf = (late: readonly DocumentedFunction[], mode: BfclRun['mode']): Message => ({
  role: 'user',
  content: mode === 'native' ? LATE : `${pyRepr(late as unknown as PyValue)}\n${LATE}`,
})

type MadeCall = Call & { text: string }

async function talk(
  run: BfclRun,
  { involved_classes, initial_config }: Parameters<typeof checkTurns>[0],
  context: SampleContext,
): Promise<{ messages: Message[]; made: MadeCall[][][] }> {
  const { row, mode, ask } = run
  const world = createWorld(involved_classes, initial_config, run.world)
  const functions = [...row.shown]
  const messages: Message[] = []
  const made: MadeCall[][][] = []
  for (const [turn, asked] of row.question.entries()) {
    const late = row.late.get(turn) ?? []
    functions.push(...late)
    const said = late.length === 0 ? asked : [tellOf(late, mode)]
    messages.push(...(turn === 0 && mode === 'text' ? withPrompt(said, functions) : said))
    const steps: MadeCall[][] = []
    made.push(steps)
    for (let step = 0; ; step++) {
      const { message, calls } = await ask(`turn:${turn + 1}:step:${step}`, messages, functions, context)
      messages.push(message)
      // no calls, or none that can be read: the model is done with this turn
      if (calls === null || calls.length === 0) break
      const readable = calls.map(toCall)
      const results = readable.map((call) => world.execute(call))
      steps.push(readable)
      messages.push(...toResults(mode, message, readable, results))
      if (step >= MOST_STEPS) return { messages, made }
    }
  }
  return { messages, made }
}

const toCall = (call: DecodedCall): MadeCall => ({
  name: call.name,
  positional: [],
  named: toPlain(call.arguments) as Record<string, unknown>,
  text: toCallText(call),
})

/** A tool's message each, or one message of the user with all, as a Python list. */
function toResults(
  mode: BfclRun['mode'],
  message: Message,
  calls: readonly MadeCall[],
  results: readonly string[],
): Message[] {
  if (mode === 'native')
    return findCalls(message).map(({ id }, i) => ({ role: 'tool', content: results[i] ?? '', tool_call_id: id }))
  const list = calls.map(({ text }, i) => ({ role: 'tool', name: text, content: results[i] ?? '' }))
  return [{ role: 'user', content: pyRepr(list) }]
}
