import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { modelItemSchema } from '@evalflow/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInference, type Inference } from './index.ts'

let modelsDir: string
let inference: Inference

beforeAll(async () => {
  modelsDir = await mkdtemp(join(tmpdir(), 'evalflow-models-'))
  inference = createInference({ modelsDir })
})
afterAll(async () => {
  await inference.close()
  await rm(modelsDir, { recursive: true })
})

async function post(path: string, body: unknown) {
  const response = await inference.fetch(
    new Request(`http://localhost${path}`, { method: 'POST', body: JSON.stringify(body) }),
  )
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function postStream(path: string, body: object): Promise<string[]> {
  const request = new Request(`http://localhost${path}`, {
    method: 'POST',
    body: JSON.stringify({ ...body, stream: true }),
  })
  const response = await inference.fetch(request)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const text = await response.text()
  return text
    .split('\n\n')
    .filter(Boolean)
    .map((line) => line.slice('data: '.length))
}

const hello = [{ role: 'user', content: 'one two three' }]

describe('routes', () => {
  it.each(['/chat/completions', '/v1/chat/completions', '/nim/v1/chat/completions'])('answers at %s', async (path) => {
    const { status, body } = await post(path, { model: 'baseline-echo', messages: hello })

    expect(status).toBe(200)
    expect(body).toMatchObject({
      object: 'chat.completion',
      model: 'baseline-echo',
      choices: [{ index: 0, message: { role: 'assistant', content: 'one two three' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    })
  })

  it('lists models with kind and state', async () => {
    const response = await inference.fetch(new Request('http://localhost/v1/models'))

    expect(await response.json()).toMatchObject({
      object: 'list',
      data: [
        { id: 'smollm2-135m-instruct', owned_by: 'HuggingFaceTB', evalflow: { kind: 'local', state: 'absent' } },
        { id: 'baseline-ngram', object: 'model', owned_by: 'evalflow', evalflow: { kind: 'baseline', state: 'ready' } },
        { id: 'baseline-nearest' },
        { id: 'baseline-echo' },
      ],
    })
    for (const item of await inference.list()) modelItemSchema.parse(item)
  })

  it('says what to do about a model that is not there', async () => {
    expect(await post('/v1/completions', { model: 'smollm2-135m', prompt: 'x' })).toMatchObject({
      status: 404,
      body: {
        error: {
          code: 'model_not_pulled',
          param: 'model',
          message: expect.stringContaining('evalflow models pull smollm2-135m-instruct'),
        },
      },
    })
    expect(await post('/v1/completions', { model: 'gpt-9', prompt: 'x' })).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found', message: expect.stringContaining('baseline-echo') } },
    })
  })

  it('refuses wrong routes, methods and bodies', async () => {
    const get = await inference.fetch(new Request('http://localhost/v1/completions'))
    const broken = await inference.fetch(new Request('http://localhost/v1/completions', { method: 'POST', body: '{' }))

    expect(get.status).toBe(405)
    expect((await post('/v1/images', {})).status).toBe(404)
    expect(broken.status).toBe(400)
  })
})

describe('bad requests', () => {
  const chat = { model: 'baseline-ngram', messages: hello }
  it.each([
    ['temperature', { ...chat, temperature: 'hot' }],
    ['temperature', { ...chat, temperature: 3 }],
    ['messages', { model: 'baseline-ngram' }],
    ['messages.0.role', { ...chat, messages: [{ role: 'robot', content: 'x' }] }],
    [
      'messages.0.content.0.type',
      { ...chat, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] },
    ],
    ['max_tokens', { ...chat, max_tokens: 0 }],
    ['top_logprobs', { ...chat, logprobs: true, top_logprobs: 50 }],
    ['top_logprobs', { ...chat, top_logprobs: 5 }],
    ['stop', { ...chat, stop: 5 }],
    ['n', { ...chat, n: 99 }],
    ['tools', { ...chat, tools: [{ type: 'function' }] }],
    ['response_format', { ...chat, response_format: { type: 'json_object' } }],
    ['frequency_penalty', { ...chat, frequency_penalty: 0.5 }],
    ['logprobs', { ...chat, model: 'baseline-echo', logprobs: true }],
  ])('names the field %s', async (param, body) => {
    expect(await post('/v1/chat/completions', body)).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', param, message: expect.stringContaining(param) } },
    })
  })

  it.each([
    ['prompt', { prompt: 5 }],
    ['prompt', { prompt: '' }],
    ['prompt.1', { prompt: [1, 999] }],
    ['logprobs', { prompt: 'x', logprobs: 21 }],
  ])('names the field %s of a completion', async (param, fields) => {
    const { status, body } = await post('/v1/completions', { model: 'baseline-ngram', ...fields })

    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { param } })
  })

  it('refuses a prompt that is too long, with count and limit', async () => {
    const { status, body } = await post('/v1/completions', {
      model: 'baseline-ngram',
      prompt: 'x'.repeat(131_070),
      max_tokens: 10,
    })

    expect(status).toBe(400)
    expect(body).toMatchObject({
      error: {
        code: 'context_length_exceeded',
        param: 'prompt',
        message: expect.stringMatching(/131070 tokens and 10 more.*131080.*131072.*at most 2 tokens/),
      },
    })
  })

  it('lets neutral values of parameters it does not offer pass', async () => {
    const neutral = {
      tools: [],
      frequency_penalty: 0,
      logit_bias: null,
      response_format: { type: 'text' },
      user: 'me',
      nvext: { x: 1 },
    }

    expect((await post('/v1/chat/completions', { model: 'baseline-echo', messages: hello, ...neutral })).status).toBe(
      200,
    )
  })
})

describe('completions', () => {
  it('echoes the prompt with the log-probability of each token, and the same number in both places', async () => {
    const request = {
      model: 'baseline-ngram',
      prompt: ['The é', 'x'],
      echo: true,
      logprobs: 1,
      max_tokens: 1,
      temperature: 0,
    }

    const { body } = await post('/v1/completions', request)

    const { choices, usage } = body as { usage: object; choices: { index: number; text: string; logprobs: LogProbs }[] }
    const [first] = choices
    expect(choices.map((choice) => choice.index)).toEqual([0, 1])
    expect(usage).toEqual({ prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 })
    expect(first?.logprobs.tokens.slice(0, 6)).toEqual(['T', 'h', 'e', ' ', 'bytes:\\xc3', 'bytes:\\xa9'])
    expect(first?.logprobs.text_offset.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 4, 5])
    expect(first?.logprobs.tokens).toHaveLength(7)
    expect([first?.logprobs.token_logprobs[0], first?.logprobs.top_logprobs[0]]).toEqual([null, null])
    for (const [index, token] of (first?.logprobs.tokens ?? []).entries()) {
      if (index > 0) expect(first?.logprobs.top_logprobs[index]?.[token]).toBe(first?.logprobs.token_logprobs[index])
    }
  })

  it('scores a prompt alone with max_tokens 0', async () => {
    const { body } = await post('/v1/completions', {
      model: 'baseline-ngram',
      prompt: [84, 104],
      echo: true,
      logprobs: 0,
      max_tokens: 0,
    })

    expect(body).toMatchObject({
      choices: [{ text: 'Th', finish_reason: 'length', logprobs: { tokens: ['T', 'h'] } }],
      usage: { completion_tokens: 0 },
    })
  })

  it('streams the same text as it gives whole, echo and log-probabilities included', async () => {
    const request = {
      model: 'baseline-ngram',
      prompt: 'The sun',
      echo: true,
      logprobs: 2,
      max_tokens: 20,
      temperature: 0,
      stop: ['.'],
    }

    const whole = (await post('/v1/completions', request)).body as { choices: [{ text: string; logprobs: LogProbs }] }
    const events = await postStream('/v1/completions', request)

    const chunks = events
      .slice(0, -1)
      .map((event) => JSON.parse(event) as { choices: [{ text: string; logprobs: LogProbs | null }] })
    expect(events.at(-1)).toBe('[DONE]')
    expect(chunks.map((chunk) => chunk.choices[0].text).join('')).toBe(whole.choices[0].text)
    expect(chunks.flatMap((chunk) => chunk.choices[0].logprobs?.text_offset ?? [])).toEqual(
      whole.choices[0].logprobs.text_offset,
    )
    expect(chunks.flatMap((chunk) => chunk.choices[0].logprobs?.token_logprobs ?? [])).toEqual(
      whole.choices[0].logprobs.token_logprobs,
    )
  })

  it('cuts at a stop string and lists no token behind it', async () => {
    const request = {
      model: 'baseline-ngram',
      prompt: 'The capital of Fr',
      temperature: 0,
      max_tokens: 20,
      logprobs: 0,
      stop: ['ce'],
    }

    const { body } = await post('/v1/completions', request)

    expect(body).toMatchObject({ choices: [{ text: 'an', finish_reason: 'stop', logprobs: { tokens: ['a', 'n'] } }] })
  })
})

interface LogProbs {
  tokens: string[]
  token_logprobs: (number | null)[]
  top_logprobs: (Record<string, number> | null)[]
  text_offset: number[]
}

describe('streamed chat', () => {
  it('sends role, text, finish reason, usage, and [DONE]', async () => {
    const request = { model: 'baseline-echo', messages: hello, stream_options: { include_usage: true }, max_tokens: 2 }

    const events = await postStream('/v1/chat/completions', request)

    const chunks = events
      .slice(0, -1)
      .map(
        (event) =>
          JSON.parse(event) as { choices: { delta: object; finish_reason: string | null }[]; usage: object | null },
      )
    expect(chunks.map((chunk) => chunk.choices[0]?.delta ?? null)).toEqual([
      { role: 'assistant', content: '' },
      { content: 'one' },
      { content: ' two' },
      {},
      null,
    ])
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('length')
    expect(chunks.map((chunk) => chunk.usage)).toEqual([
      null,
      null,
      null,
      null,
      { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    ])
  })

  it('gives n choices', async () => {
    const { body } = await post('/v1/chat/completions', { model: 'baseline-echo', messages: hello, n: 3 })

    expect(body).toMatchObject({
      choices: [{ index: 0 }, { index: 1 }, { index: 2 }],
      usage: { completion_tokens: 12 },
    })
  })
})

describe('tokenizer routes', () => {
  it('turns text into tokens and back', async () => {
    expect((await post('/tokenize', { model: 'baseline-ngram', prompt: 'é!' })).body).toMatchObject({
      tokens: [195, 169, 33],
      count: 3,
    })
    expect((await post('/v1/detokenize', { model: 'baseline-ngram', tokens: [195, 169] })).body).toEqual({
      prompt: 'é',
    })
    const info = await inference.fetch(new Request('http://localhost/tokenizer_info'))
    expect(await info.json()).toMatchObject({ eos_token: '<|end|>', vocab_size: 257 })
  })

  it('refuses models without a vocabulary', async () => {
    expect(await post('/tokenize', { model: 'baseline-echo', prompt: 'x' })).toMatchObject({
      status: 400,
      body: { error: { code: 'model_kind_mismatch' } },
    })
  })
})
