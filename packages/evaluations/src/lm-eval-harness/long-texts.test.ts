import { type Endpoint, openJournal } from '@evalflow/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'
import { cutLeft, rollingWindows } from './token-windows.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('rollingWindows', () => {
  it('gives lm-eval’s windows: get_rolling_token_windows(range(10), 99, 4, 1), made disjoint', () => {
    const windows = rollingWindows(upTo(10), 99, 4)

    expect(windows.map(({ tokens, start }) => [tokens.slice(0, start), tokens.slice(start)])).toEqual([
      [[99], [0, 1, 2, 3]],
      [[3], [4, 5, 6, 7]],
      [
        [5, 6, 7],
        [8, 9],
      ],
    ])
  })

  it('scores each token once, in order, never without context, in no request longer than allowed', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 12 }), (count, size) => {
        const windows = rollingWindows(upTo(count), -1, size)

        expect(windows.flatMap(({ tokens, start }) => tokens.slice(start))).toEqual(upTo(count))
        for (const { tokens, start } of windows) {
          expect(start).toBeGreaterThan(0)
          expect(tokens.length).toBeLessThanOrEqual(size + 1)
        }
      }),
    )
  })
})

describe('cutLeft', () => {
  it('drops tokens of the context and says how many', () => {
    expect(cutLeft(upTo(6), 4, 4)).toEqual({ tokens: [2, 3, 4, 5], start: 2, dropped: 2 })
    expect(cutLeft(upTo(3), 2, 4)).toEqual({ tokens: [0, 1, 2], start: 2, dropped: 0 })
  })
})

/** A server whose tokens are characters, which takes at most `most` of them and one more. */
function serveCharacters(most: number, tokenizer = true) {
  return startEndpoint(({ path, body }) => {
    const raw = (value: unknown) => ({ fault: { kind: 'raw', status: 200, body: JSON.stringify(value) } }) as const
    const refuse = (status: number, message: string) => ({ fault: { kind: 'status', status, message } }) as const
    const toIds = (text: unknown) => [...String(text)].map((char) => char.codePointAt(0) ?? 0)
    if (path.endsWith('/tokenize'))
      return tokenizer ? raw({ tokens: toIds(body['prompt']), max_model_len: most + 1 }) : refuse(404, 'no such route')
    if (body['echo'] !== true) return 'yes'
    const { prompt } = body
    const prompts = Array.isArray(prompt) && typeof prompt[0] === 'string' ? prompt : [prompt]
    const all = prompts.map((one) => (Array.isArray(one) ? one.map(Number) : toIds(one)))
    if (all.some((ids) => ids.length > most)) return refuse(400, `at most ${most} tokens`)
    const choices = all.map((ids, index) => {
      const tokens = [...ids.map((id) => String.fromCodePoint(id)), '.']
      const values = tokens.map((_, i) => (i === 0 ? null : -1))
      return { index, text: tokens.join(''), logprobs: { tokens, token_logprobs: values, top_logprobs: null } }
    })
    return raw({ id: 'x', object: 'text_completion', choices, usage: { prompt_tokens: 1, completion_tokens: 1 } })
  })
}

async function evaluate(
  type: string,
  rows: Record<string, unknown>[],
  server: Awaited<ReturnType<typeof startEndpoint>>,
) {
  const model: Endpoint = { id: 'scripted', url: server.url, modelId: 'scripted', format: 'openai' }
  const plan = await planEvaluation({
    config: {
      type: 'lm_eval_harness',
      params: { max_retries: 0, extra: { prefix_token: '|' } },
      tasks: { [type]: { type, dataset: datasetRef('rows') } },
    },
    target: modelTarget,
    services: { ...createServices({ rows }), resolveModel: async () => model },
  })
  const journal = openJournal(':memory:')
  const outcome = await runEvaluation(plan, { journal })
  return { journal, metrics: outcome.tasks[type]?.metrics }
}

describe('texts longer than the model’s context', () => {
  const LONG = { goal: 'x'.repeat(610), sol1: 'ab', sol2: 'abc', label: 0 }
  const SHORT = { goal: 'y', sol1: 'a', sol2: 'b', label: 1 }

  it('are cut from the left; the row and the result say so', async () => {
    const { journal, metrics } = await evaluate('piqa', [LONG, SHORT], await serveCharacters(600))

    // "Question: ", the goal, "\nAnswer:" are 628; " ab" and " abc" follow
    expect(journal.getSample('piqa', 0)?.answer).toMatchObject({ log_likelihoods: [-3, -4], tokens_cut: [31, 32] })
    expect(journal.getSample('piqa', 1)?.answer).not.toHaveProperty('tokens_cut')
    expect(metrics?.['context_window']?.scores['trimmed_rows']?.value).toBe(1)
    expect(metrics?.['acc']?.scores['acc']?.value).toBe(0.5)
  })

  it('are scored whole, in windows, where the task asks for the whole text', async () => {
    const page = 'abcdefghij'.repeat(90)
    const { journal, metrics } = await evaluate('wikitext', [{ page }], await serveCharacters(600))

    expect(journal.getSample('wikitext', 0)?.answer).toMatchObject({ log_likelihoods: [-900], tokens: [900] })
    expect(metrics?.['byte_perplexity']?.scores['byte_perplexity']?.value).toBeCloseTo(Math.E, 12)
  })

  it('fail their row with the server’s words where there is no tokenizer', async () => {
    const { journal } = await evaluate('piqa', [LONG, SHORT], await serveCharacters(600, false))

    expect(journal.getSample('piqa', 0)?.error).toContain('at most 600 tokens')
    expect(journal.getSample('piqa', 1)?.error).toBeNull()
  })
})
