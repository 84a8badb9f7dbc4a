/**
 * What an endpoint can do, found out once per plan with three small requests under the engine's call policy:
 * a chat, a completion, and the log-probabilities of an echoed prompt.
 */
import { type Endpoint, type ModelReply, type ModelRequest, openJournal, runSamples } from '@evalflow/engine'
import { alignEcho, readEcho } from './echo-logprobs.ts'

export interface EndpointCapabilities {
  chat: boolean
  completions: boolean
  /** Scoring of a given text; null where the endpoint cannot, with the reason in `whyNoScoring`. */
  scoring: {
    /** 1 as lm-eval asks; 0 where the server refuses to generate after an echo. */
    maxTokens: 0 | 1
    /** Several prompts in one request. */
    batches: boolean
    /** Tokens that the server puts before each prompt (BOS). */
    addedTokens: number
  } | null
  whyNoScoring: string
}

/** The text that is echoed; its second half is what is scored. */
const PROBE_CONTEXT = 'The sky is'
const PROBE_TEXT = `${PROBE_CONTEXT} blue`

const TASK = 'probe'

/** Never rejects for what an endpoint cannot do. @throws if the journal in memory cannot be opened */
export async function probeCapabilities(endpoint: Endpoint): Promise<EndpointCapabilities> {
  const found: EndpointCapabilities = { chat: false, completions: false, scoring: null, whyNoScoring: '' }
  const journal = openJournal(':memory:')
  try {
    await runSamples({
      journal,
      // refusals are answers here, not a reason to give up
      policy: { parallelism: 1, maxRetries: 2, timeoutMs: 60_000, maxRefusals: 100 },
      tasks: [
        {
          name: TASK,
          total: 1,
          samples: [{ task: TASK, index: 0, id: '0', item: {} }],
          pipeline: {
            async runSample(_sample, { call }) {
              const ask = (key: string, kind: ModelRequest['kind'], body: Record<string, unknown>) =>
                call(key, endpoint, { kind, role: 'target', body: { temperature: 0, ...body } }).then(
                  (reply) => ({ reply, why: '' }),
                  (error: unknown) => ({ reply: null, why: error instanceof Error ? error.message : String(error) }),
                )
              await probeInto(found, ask)
              return { prompt: null, answer: null, reference: null, scores: {}, unscored: {} }
            },
          },
        },
      ],
    })
  } finally {
    journal.close()
  }
  return found
}

type Ask = (
  key: string,
  kind: ModelRequest['kind'],
  body: Record<string, unknown>,
) => Promise<{ reply: ModelReply | null; why: string }>

async function probeInto(found: EndpointCapabilities, ask: Ask): Promise<void> {
  const echo = { prompt: [PROBE_TEXT, PROBE_TEXT], echo: true, logprobs: 1 }
  let batch = await ask('batch', 'completion', { ...echo, max_tokens: 1 })
  let maxTokens: 0 | 1 = 1
  if (batch.reply === null) {
    batch = await ask('batch without generation', 'completion', { ...echo, max_tokens: 0 })
    if (batch.reply !== null) maxTokens = 0
  }
  let batches = batch.reply !== null && choiceCount(batch.reply) === 2
  let scored = batch
  if (!batches) {
    scored = await ask('single', 'completion', { ...echo, prompt: PROBE_TEXT, max_tokens: 1 })
    maxTokens = 1
    batches = false
  }
  found.completions = scored.reply !== null
  if (!found.completions) {
    const plain = await ask('completion', 'completion', { prompt: PROBE_CONTEXT, max_tokens: 1 })
    found.completions = plain.reply !== null
  }
  const chat = await ask('chat', 'chat', { messages: [{ role: 'user', content: PROBE_CONTEXT }], max_tokens: 1 })
  found.chat = chat.reply !== null
  if (scored.reply === null) found.whyNoScoring = `it refuses an echoed prompt with log-probabilities: ${scored.why}`
  else {
    const aligned = alignProbe(scored.reply)
    if (typeof aligned === 'string') found.whyNoScoring = aligned
    else found.scoring = { maxTokens, batches, addedTokens: aligned }
  }
}

const choiceCount = (reply: ModelReply) => {
  const { choices } = reply.body as { choices?: unknown[] }
  return choices?.length ?? 0
}

/** Tokens before the prompt, or why the answer cannot be used. */
function alignProbe(reply: ModelReply): number | string {
  const echo = readEcho(reply.body, 0)
  if (typeof echo === 'string') return echo
  const aligned = alignEcho(echo, PROBE_TEXT, PROBE_CONTEXT)
  return typeof aligned === 'string' ? aligned : aligned.addedTokens
}
