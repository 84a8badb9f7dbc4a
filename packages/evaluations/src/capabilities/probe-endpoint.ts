/**
 * Asks an endpoint what a plan needs to know of it: only that, each once, kept for five minutes in this process.
 *
 * Probes go through the engine under its call policy. They are sent before the job's budget begins to count; what they
 * cost is in the record, and added to the job's sum when it starts. What could not be found out is asked again next time.
 */
import type { CapabilityName } from '@evalflow/contract'
import { createHash } from 'node:crypto'
import {
  CallFailed,
  type Endpoint,
  type ModelReply,
  type ModelRequest,
  openJournal,
  runSamples,
} from '@evalflow/engine'
import type { Ask, Asked } from './ask.ts'
import type { CapabilityRecord, Finding } from './capability.ts'
import { probes } from './probes.ts'
import { probeTokenizer } from './tokenizer-probe.ts'

const KEPT_MS = 5 * 60_000
const TASK = 'probe'
/** Tokens a chat template adds at most, as the engine's budget bounds it. */
const TEMPLATE_TOKENS = 64
/** An endpoint that could not be reached says nothing of what it can do. */
const UNREACHED: ReadonlySet<CallFailed['code']> = new Set([
  'connection_failed',
  'timed_out',
  'broken_off',
  'rate_limited',
  'address_blocked',
  'bad_endpoint',
  'retry_budget_spent',
  'endpoint_dead',
])

const UNASKED: Finding = { state: 'unknown', reason: 'the endpoint could not be asked' }

interface Known {
  readonly finding: Promise<Finding>
  readonly atMs: number
}
const known = new Map<string, Map<CapabilityName, Known>>()

interface Spent {
  requests: number
  prompt: number
  completion: number
}

/** Never rejects for what an endpoint cannot do. @throws if the journal in memory cannot be opened */
export async function probeEndpoint(
  endpoint: Endpoint,
  needs: readonly CapabilityName[],
  nowMs: number = Date.now(),
): Promise<CapabilityRecord> {
  const kept = keptFor(endpoint)
  const spent: Spent = { requests: 0, prompt: 0, completion: 0 }
  const missing = needs.filter((name) => {
    const entry = kept.get(name)
    return entry === undefined || nowMs - entry.atMs > KEPT_MS
  })
  if (missing.length > 0) {
    const asking = askAll(endpoint, missing, spent)
    for (const name of missing) {
      const finding = asking.then((found): Finding => found.get(name) ?? UNASKED)
      kept.set(name, { finding, atMs: nowMs })
    }
    await asking
  }
  const found: Partial<Record<CapabilityName, Finding>> = {}
  for (const name of needs) {
    const finding = await kept.get(name)?.finding
    if (finding === undefined) continue
    found[name] = finding
    if (finding.state === 'unknown') kept.delete(name)
  }
  return {
    endpoint: endpoint.id,
    model: endpoint.modelId,
    found,
    requests: spent.requests,
    prompt_tokens: spent.prompt,
    completion_tokens: spent.completion,
  }
}

/** By what decides an answer; the key as a hash, so that it stays nowhere. */
function keptFor(endpoint: Endpoint): Map<CapabilityName, Known> {
  const { id, url, modelId, apiKey = '', headers = {} } = endpoint
  const key = createHash('sha256')
    .update(JSON.stringify([id, url, modelId, apiKey, headers]))
    .digest('hex')
  let kept = known.get(key)
  if (kept === undefined) known.set(key, (kept = new Map()))
  return kept
}

/** One after the other in one sample, so that a reply answers several questions where it can. */
async function askAll(
  endpoint: Endpoint,
  names: readonly CapabilityName[],
  spent: Spent,
): Promise<Map<CapabilityName, Finding>> {
  const found = new Map<CapabilityName, Finding>()
  const journal = openJournal(':memory:')
  try {
    await runSamples({
      journal,
      // refusals are answers here, no reason to give up
      policy: { parallelism: 1, maxRetries: 2, timeoutMs: 60_000, maxRefusals: 100 },
      tasks: [
        {
          name: TASK,
          total: 1,
          samples: [{ task: TASK, index: 0, id: '0', item: {} }],
          pipeline: {
            async runSample(_sample, { call, signal }) {
              const asked = new Map<string, Promise<Asked>>()
              let unreached: Asked | undefined
              const ask: Ask = async (key, kind, body) => {
                if (unreached) return unreached
                const request: ModelRequest = { kind, role: 'target', body: { temperature: 0, ...body } }
                const answer = asked.get(key) ?? send(call(key, endpoint, request), request, spent)
                asked.set(key, answer)
                const got = await answer
                if (got.unreached) unreached = got
                return got
              }
              for (const name of names)
                found.set(name, name === 'tokenizer' ? await probeTokenizer(endpoint, signal) : await probes[name](ask))
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

async function send(call: Promise<ModelReply>, request: ModelRequest, spent: Spent): Promise<Asked> {
  try {
    const reply = await call
    spent.requests++
    const { prompt, completion } = reply.usage
    spent.prompt += prompt ?? Buffer.byteLength(JSON.stringify(request.body)) + TEMPLATE_TOKENS
    spent.completion += completion ?? Number(request.body['max_tokens'] ?? 0)
    return { reply, why: '', unreached: false }
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    spent.requests += error.attempts
    return { reply: null, why: error.message, unreached: UNREACHED.has(error.code) }
  }
}
