import { type Endpoint, openJournal } from '@evalflow/engine'
import type { ScriptedAnswer, ScriptedRequest } from '@evalflow/testkit'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'
import type { EvaluationServices } from '../types.ts'

/** Splits before each space and scores a token by a table; what a completions server with `echo` would answer. */
interface TokenServer {
  /** Log-probability of a token after the text before it. */
  score?: (token: string, before: string) => number
  /** Put before the prompt's tokens. */
  start?: string
  /** Tokens of a prompt, if not words. */
  split?: (text: string) => string[]
  /** Whether one generated token follows. */
  generates?: boolean
  batches?: boolean
  chatOnly?: boolean
  answer?: (request: ScriptedRequest) => string
}

const words = (text: string) => text.match(/\s*\S+|\s+$/g) ?? []

function toLogprobs(prompt: string, { score = () => -1, start, split = words, generates = true }: TokenServer) {
  const own = split(prompt)
  const tokens = [...(start === undefined ? [] : [start]), ...own, ...(generates ? [' next'] : [])]
  const values = tokens.map((token, i) => (i === 0 ? null : score(token, tokens.slice(0, i).join(''))))
  return {
    tokens,
    token_logprobs: values,
    top_logprobs: values.map((value, i) => (value === null ? null : { [tokens[i] ?? '']: value, other: -2.5 })),
    text_offset: null,
  }
}

function serve(server: TokenServer) {
  return startEndpoint((request): ScriptedAnswer | string => {
    const { body, path } = request
    const isChat = path.endsWith('/chat/completions')
    if (server.chatOnly && !isChat) return { fault: { kind: 'status', status: 404, message: 'no such route' } }
    if (isChat || body['echo'] !== true) return server.answer?.(request) ?? 'yes'
    const prompts = [body['prompt']].flat().map(String)
    if (prompts.length > 1 && server.batches === false)
      return { fault: { kind: 'status', status: 422, message: 'one prompt only' } }
    const choices = prompts.map((prompt, index) => ({
      index,
      text: prompt,
      finish_reason: 'length',
      logprobs: toLogprobs(prompt, server),
    }))
    const reply = { id: 'x', object: 'text_completion', choices, usage: { prompt_tokens: 1, completion_tokens: 1 } }
    return { fault: { kind: 'raw', status: 200, body: JSON.stringify(reply) } }
  })
}

type Rows = Record<string, readonly Record<string, unknown>[]>

async function evaluate(server: TokenServer, config: object, datasets: Rows) {
  const endpoint = await serve(server)
  const model: Endpoint = { id: 'scripted', url: endpoint.url, modelId: 'scripted', format: 'openai' }
  const services: EvaluationServices = { ...createServices(datasets), resolveModel: async () => model }
  const plan = await planEvaluation({ config, target: modelTarget, services })
  const journal = openJournal(':memory:')
  const outcome = await runEvaluation(plan, { journal })
  return { plan, outcome, journal, endpoint }
}

const benchmark = (type: string, extra: object = {}, task: object = {}) => ({
  type: 'lm_eval_harness',
  params: { max_retries: 0, extra },
  tasks: { [type]: { type, dataset: datasetRef('rows'), ...task } },
})

const CAPITALS = [
  { goal: 'Capital of France', sol1: 'Paris', sol2: 'Rome now', label: 0 },
  { goal: 'Capital of Italy', sol1: 'Paris', sol2: 'Rome now', label: 1 },
]
/** Knows one thing: Paris is likely, and each further word costs 1. */
const knowsParis = (token: string) => (token.trim() === 'Paris' ? -0.5 : -1)

const likelihoods = (answer: unknown) => (answer as { log_likelihoods: number[] }).log_likelihoods

describe('log-likelihood over an echoed prompt', () => {
  it.each<[string, TokenServer]>([
    ['a generated token behind', {}],
    ['(a) a BOS token in front', { start: '<s>' }],
    ['(c) no generated token behind', { generates: false }],
    ['one prompt per request', { batches: false }],
    ['BOS in front and nothing behind', { start: '<|begin_of_text|>', generates: false }],
  ])('sums the continuation’s tokens with %s', async (_name, server) => {
    const { outcome, journal } = await evaluate({ score: knowsParis, ...server }, benchmark('piqa'), { rows: CAPITALS })

    const row = journal.getSample('piqa', 0)
    expect(row?.prompt).toBe('Question: Capital of France\nAnswer:')
    expect(likelihoods(row?.answer)).toEqual([-0.5, -2])
    const metrics = outcome.tasks['piqa']?.metrics
    expect(metrics?.['acc']?.scores['acc']).toMatchObject({ value: 0.5, stats: { count: 2, stderr: 0.5 } })
    // per character: -0.5/5 against -2/8, so the same choice
    expect(metrics?.['acc_norm']?.scores['acc_norm']?.value).toBe(0.5)
  })

  it('(b) splits after the context’s own tokens where a token straddles the border', async () => {
    // ":" and the choice's space are one token; alone the context has as many tokens as without it
    const split = (text: string) => text.match(/: ?|[^:\s]+|\s+/g) ?? []

    const { journal } = await evaluate({ split, score: (token) => -token.length }, benchmark('piqa'), {
      rows: CAPITALS,
    })

    const row = journal.getSample('piqa', 0)
    expect(row?.answer).toMatchObject({ log_likelihoods: [-5, -8], straddling: [true, true] })
  })

  it('moves spaces at the end of the context to the continuation', async () => {
    const yaml =
      'task: t\noutput_type: loglikelihood\ndoc_to_text: "{{q}} "\ndoc_to_target: "{{a}}"\nmetric_list: [{metric: acc}]'

    const { journal, endpoint } = await evaluate(
      { score: (token) => (token === ' blue' ? -0.25 : -4) },
      benchmark('t', {}, { params: { task_yaml: yaml } }),
      { rows: [{ q: 'The sky is', a: 'blue' }] },
    )

    expect(journal.getSample('t', 0)?.answer).toMatchObject({ log_likelihoods: [-0.25], greedy: [true], tokens: [1] })
    expect(endpoint.stats.recent.at(-1)?.body['prompt']).toBe('The sky is blue')
  })

  it('is not greedy where another token was likelier', async () => {
    const { outcome, journal } = await evaluate({ score: () => -3 }, benchmark('lambada_openai'), {
      rows: [{ text: 'He came back home' }],
    })

    expect(journal.getSample('lambada_openai', 0)).toMatchObject({
      prompt: 'He came back',
      answer: { log_likelihoods: [-3], greedy: [false] },
    })
    const metrics = outcome.tasks['lambada_openai']?.metrics
    expect(metrics?.['perplexity']?.scores['perplexity']?.value).toBeCloseTo(Math.exp(3), 12)
    expect(metrics?.['acc']?.scores['acc']?.value).toBe(0)
  })

  it('fails a row without context where the server adds no token, and scores it where it does', async () => {
    const rows = [{ page: 'One two three' }]
    const bare = await evaluate({}, benchmark('wikitext'), { rows })
    const started = await evaluate({ start: '<s>' }, benchmark('wikitext'), { rows })

    expect(bare.journal.getSample('wikitext', 0)?.error).toContain('prefix_token')
    const metrics = started.outcome.tasks['wikitext']?.metrics
    expect(metrics?.['word_perplexity']?.scores['word_perplexity']?.value).toBeCloseTo(Math.E, 12)
    expect(metrics?.['bits_per_byte']?.scores['bits_per_byte']?.value).toBeCloseTo(3 / 13 / Math.LN2, 12)
  })
})

describe('several inputs', () => {
  it('scores one continuation after each context, with examples before both', async () => {
    const rows = [
      { context_options: ['Ann saw Bo so Ann', 'Ann saw Bo so Bo'], continuation: 'waved.', gold: 1 },
      { sentence: 'It was _ in there.', option1: 'hot', option2: 'cold', answer: '1' },
    ]
    const examples = [
      { sentence: 'A _ sat.', option1: 'cat', option2: 'log', answer: '1' },
      { sentence: 'B _ ran.', option1: 'log', option2: 'dog', answer: '2' },
    ]

    const { outcome, journal } = await evaluate(
      { score: (_token, before) => (before.endsWith('Bo') || before.endsWith('cold in') ? -0.5 : -1) },
      benchmark('winogrande', { num_fewshot: 1 }, { params: { fewshot_dataset: datasetRef('examples') } }),
      { rows, examples },
    )

    const prompts = journal.getSample('winogrande', 0)?.prompt as string[]
    expect(prompts).toHaveLength(2)
    expect(prompts[1]).toMatch(/^(A cat sat\.|B dog ran\.)\n\nAnn saw Bo so Bo$/)
    expect(journal.getSample('winogrande', 1)?.answer).toMatchObject({ choice: 1, log_likelihoods: [-2, -1.5] })
    expect(outcome.tasks['winogrande']?.metrics?.['acc']?.scores['acc']?.value).toBe(0.5)
  })
})

describe('what cannot run', () => {
  it.each([
    ['a chat-only endpoint', { chatOnly: true }, 'serves only chats'],
    ['a server without log-probabilities', { split: () => [] }, 'cannot give them'],
  ])('refuses log-likelihoods of %s, with the reason', async (_name, server: TokenServer, reason) => {
    await expect(evaluate(server, benchmark('piqa'), { rows: CAPITALS })).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringContaining(reason) as string,
    })
  })

  it('says what was looked for where there is no data, and how to give a file', async () => {
    const config = { type: 'lm_eval_harness', tasks: { main_task: { type: 'piqa' } } }

    await expect(evaluate({}, config, {})).rejects.toMatchObject({
      code: 'dataset_missing',
      path: 'config.tasks.main_task.dataset',
      message: expect.stringMatching(
        /split "validation" of "baber\/piqa".*tasks\.main_task\.dataset\.files_url/s,
      ) as string,
    })
  })

  it('names the layouts it reads for rows of another benchmark', async () => {
    const failing = evaluate({}, benchmark('winogrande'), { rows: CAPITALS })

    await expect(failing).rejects.toThrow(/goal, sol1.*sentence, option1/s)
  })

  it('finds a template that asks for a column no row has before anything is sent', async () => {
    const yaml =
      'task: t\noutput_type: generate_until\ndoc_to_text: "{{question}}"\ndoc_to_target: a\nmetric_list: [{metric: exact_match}]'

    await expect(
      evaluate({}, benchmark('t', {}, { params: { task_yaml: yaml } }), { rows: [{ q: 'x', a: 'y' }] }),
    ).rejects.toMatchObject({ code: 'template_variable', path: 'config.tasks.t.doc_to_text' })
  })

  it.each([
    ['adlr_race', 'not published'],
    ['livecodebench_0724_0125', 'harness "livecodebench"'],
    ['musr', 'lm-evaluation-harness'],
    ['multiple-js', 'bigcode'],
    ['mmlu_instruct', 'mmlu_generative runs'],
    ['nothing_at_all', 'Known tasks: gsm8k'],
  ])('says of %s where it belongs', async (type, words_) => {
    await expect(evaluate({}, benchmark(type), { rows: [] })).rejects.toThrow(words_)
  })
})

describe('written answers', () => {
  const ROWS = [{ question: 'How many?', answer: 'Count.\n#### 1,000' }]

  it('asks completions with the task’s stops, filters and compares as GSM8K does', async () => {
    const { outcome, endpoint, journal } = await evaluate(
      { answer: () => ' It is 7, no: 1000.' },
      benchmark('gsm8k', { num_fewshot: 0 }),
      { rows: ROWS },
    )

    const { body, path } = endpoint.stats.recent.at(-1) ?? { body: {}, path: '' }
    expect(path).toBe('/v1/completions')
    expect(body).toMatchObject({
      prompt: 'Question: How many?\nAnswer:',
      max_tokens: 256,
      temperature: 0,
      stop: ['Question:', '</s>', '<|im_end|>'],
    })
    const metrics = outcome.tasks['gsm8k']?.metrics
    expect(metrics?.['exact_match__strict-match']?.scores['exact_match__strict-match']?.value).toBe(0)
    expect(metrics?.['exact_match__flexible-extract']?.scores['exact_match__flexible-extract']?.value).toBe(1)
    expect(journal.getSample('gsm8k', 0)?.extra).toEqual({
      extracted: { 'strict-match': '[invalid]', 'flexible-extract': '1000.' },
    })
  })

  it('asks a chat-only endpoint by chat with a warning, examples as turns', async () => {
    const examples = [{ question: 'One?', answer: '#### 1' }]
    const { plan, endpoint } = await evaluate(
      { chatOnly: true, answer: () => '#### 1000' },
      benchmark('gsm8k', { num_fewshot: 1 }, { params: { fewshot_dataset: datasetRef('examples') } }),
      { rows: ROWS, examples },
    )

    expect(plan.warnings.join()).toContain('serves only chats')
    expect(endpoint.stats.recent.at(-1)?.body['messages']).toEqual([
      { role: 'user', content: 'Question: One?\nAnswer:' },
      { role: 'assistant', content: '#### 1' },
      { role: 'user', content: 'Question: How many?\nAnswer:' },
    ])
  })

  it('does not ask by text where the chat template is on', async () => {
    const { endpoint } = await evaluate(
      { answer: () => '#### 1000' },
      benchmark('gsm8k', { num_fewshot: 0, apply_chat_template: true }),
      { rows: ROWS },
    )

    expect(endpoint.stats.recent.at(-1)?.path).toBe('/v1/chat/completions')
  })
})

describe('groups', () => {
  const question = (answer: number) => ({ question: 'Which?', choices: ['a', 'b', 'c', 'd'], answer })

  it('runs a group as its tasks, and gives the mean over all their rows', async () => {
    const config = {
      type: 'lm_eval_harness',
      params: { extra: { num_fewshot: 0 } },
      tasks: { main_task: { type: 'mmlu_stem', dataset: { files_url: 'hf://datasets/default/{dataset_name}' } } },
    }
    const subjects = Object.fromEntries(
      ['abstract_algebra', 'anatomy'].map((name, i) => [
        name,
        i === 0 ? [question(0)] : [question(0), question(1), question(0)],
      ]),
    )
    const datasets = new Proxy(subjects, { get: (rows, name: string) => rows[name] ?? [question(1)] })

    const { outcome } = await evaluate({ score: (token) => (token === ' A' ? -0.1 : -1) }, config, datasets)

    expect(Object.keys(outcome.tasks)).toHaveLength(19)
    expect(outcome.tasks['mmlu_anatomy']?.metrics?.['acc']?.scores['acc']?.value).toBeCloseTo(2 / 3, 12)
    // 3 right of 1 + 3 + 17 rows: by size, not the mean of 19 means
    expect(outcome.groups['mmlu_stem']?.metrics?.['acc']?.scores['acc']?.value).toBeCloseTo(3 / 21, 12)
  })

  it('runs a launcher’s name as the open task it stands for, and says so', async () => {
    const rows = [{ sentence: 'It was _ in there.', option1: 'hot', option2: 'cold', answer: '1' }]
    const examples = Array.from({ length: 6 }, (_, i) => ({ ...rows[0], sentence: `Example ${i} _ ran.` }))

    const { plan, journal } = await evaluate(
      {},
      benchmark('adlr_winogrande_5_shot', {}, { params: { fewshot_dataset: datasetRef('examples') } }),
      { rows, examples },
    )

    expect(plan.warnings.join()).toContain('winogrande with 5 examples; the adlr definition is not published')
    expect(String(journal.getSample('adlr_winogrande_5_shot', 0)?.prompt).match(/Example/g)).toHaveLength(10)
  })

  it('takes the benchmark from `config.type` where there are no tasks', async () => {
    await expect(evaluate({}, { type: 'gsm8k' }, {})).rejects.toMatchObject({ path: 'config.tasks.gsm8k.dataset' })
  })
})
