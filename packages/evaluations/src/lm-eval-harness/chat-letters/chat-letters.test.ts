import { openJournal } from '@evalflow/engine'
import { defaultValues } from '@evalflow/graph'
import type { ScriptedAnswer, ScriptedRequest } from '@evalflow/testkit'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../../dev/test-services.ts'
import { planEvaluation } from '../../run/plan-evaluation.ts'
import { runEvaluation } from '../../run/run-evaluation.ts'
import { harnessForm } from '../form.ts'

type Rows = Record<string, readonly Record<string, unknown>[]>
type Tokens = Readonly<Record<string, number>>

const NO_ROUTE: ScriptedAnswer = { fault: { kind: 'status', status: 404, message: 'no such route' } }
const refuse = (message: string): ScriptedAnswer => ({ fault: { kind: 'status', status: 400, message } })

/** Log-probabilities of the first token, as OpenAI's chat route tells them. */
function logprobs(tokens: Tokens) {
  const top = Object.entries(tokens).map(([token, probability]) => ({ token, logprob: Math.log(probability) }))
  return { content: [{ ...top[0], top_logprobs: top }] }
}

/** Serves chats alone, and tells how likely each first token is. */
const chatOnly =
  (tokens: (request: ScriptedRequest) => Tokens, most = 20) =>
  (request: ScriptedRequest): ScriptedAnswer => {
    if (!request.path.endsWith('/chat/completions')) return NO_ROUTE
    if (Number(request.body['top_logprobs'] ?? 0) > most) return refuse(`top_logprobs: at most ${most}`)
    const found = tokens(request)
    const text = Object.keys(found)[0] ?? ''
    return { text, ...(request.body['logprobs'] === true ? { logprobs: logprobs(found) } : {}) }
  }

const writesOnly =
  (write: (prompt: string) => string) =>
  ({ path, body, prompt }: ScriptedRequest): ScriptedAnswer => {
    if (!path.endsWith('/chat/completions')) return NO_ROUTE
    return body['logprobs'] === true ? refuse('logprobs are not supported') : { text: write(prompt) }
  }

/** Echoes prompts with log-probabilities, and answers chats as the chat-only one. */
function scoresTexts(request: ScriptedRequest): ScriptedAnswer {
  if (request.path.endsWith('/chat/completions')) return answerRows(request)
  const choices = [request.body['prompt']].flat().map((prompt, index) => {
    const tokens = String(prompt).match(/\s*\S+/g) ?? []
    const values = tokens.map((_, i) => (i === 0 ? null : -1))
    return {
      index,
      text: prompt,
      finish_reason: 'length',
      logprobs: { tokens, token_logprobs: values, top_logprobs: null },
    }
  })
  const body = { id: 'x', object: 'text_completion', choices, usage: { prompt_tokens: 1, completion_tokens: 1 } }
  return { fault: { kind: 'raw', status: 200, body: JSON.stringify(body) } }
}

const config = (type: string, extra: object = { fallback: 'letters' }, task: object = {}) => ({
  type: 'lm_eval_harness',
  params: { max_retries: 0, extra: { num_fewshot: 0, ...extra } },
  tasks: { [type]: { type, dataset: datasetRef('{dataset_name}'), ...task } },
})

async function plan(script: (request: ScriptedRequest) => ScriptedAnswer, given: object, datasets: Rows) {
  const endpoint = await startEndpoint(script)
  // whichever subset is asked for
  const all = new Proxy(datasets, { get: (rows, name: string) => rows[name] ?? rows['rows'] })
  const planned = await planEvaluation({ config: given, target: modelTarget, services: createServices(all, endpoint) })
  return { planned, endpoint }
}

async function evaluate(...args: Parameters<typeof plan>) {
  const { planned, endpoint } = await plan(...args)
  const journal = openJournal(':memory:')
  return { plan: planned, endpoint, journal, outcome: await runEvaluation(planned, { journal }) }
}

const question = (text: string, answer: number) => ({ question: text, choices: ['w', 'x', 'y', 'z'], answer })
const ROWS = [question('one', 0), question('two', 1), question('three', 3), question('four', 0)]
/** Sure of A, unsure between A and B, silent on D, and without any letter. */
const likely: Record<string, Tokens> = {
  one: { A: 0.5, ' A': 0.25, B: 0.125, C: 0.0625, D: 0.03125 },
  two: { A: 0.25, ' B': 0.125, B: 0.1875, The: 0.25, C: 0.0625, D: 0.0625 },
  three: { C: 0.5, A: 0.25, B: 0.125 },
  four: { I: 0.5, The: 0.5 },
}
const answerRows = chatOnly(({ prompt }) => likely[prompt.split('\n')[0] ?? ''] ?? { blue: 1 })

const valueOf = (task: { metrics?: unknown } | undefined, metric: string) =>
  (task?.metrics as Record<string, { scores: Record<string, { value: number }> }> | undefined)?.[metric]?.scores[metric]
    ?.value

describe('letters by their log-probabilities', () => {
  it('picks the likeliest first letter, and tells mass, missing letters and rows without any', async () => {
    const { outcome, journal, endpoint } = await evaluate(answerRows, config('mmlu_anatomy'), { rows: ROWS })

    const task = outcome.tasks['mmlu_anatomy_chat_letters']
    // A, B (0.3125 of two tokens against 0.25), C in place of D, nothing
    expect(valueOf(task, 'acc_chat_letters')).toBe(0.5)
    expect(valueOf(task, 'letter_mass')).toBeCloseTo((0.96875 + 0.6875 + 0.875 + 0) / 4, 12)
    expect(valueOf(task, 'letters_missing')).toBe((0 + 0 + 1 + 4) / 4)
    expect(valueOf(task, 'no_letter')).toBe(0.25)
    const rows = [0, 1, 2, 3].map((i) => journal.getSample('mmlu_anatomy_chat_letters', i))
    expect(rows.map((row) => (row?.answer as { letter: string | null } | undefined)?.letter)).toEqual([
      'A',
      'B',
      'C',
      null,
    ])
    expect(rows[2]).toMatchObject({
      reference: 'D',
      answer: { log_likelihoods: [expect.any(Number), expect.any(Number), expect.any(Number), null] },
    })
    expect(endpoint.stats.recent.at(-1)?.body).toMatchObject({
      max_tokens: 1,
      temperature: 0,
      logprobs: true,
      top_logprobs: 20,
    })
    expect(endpoint.stats.recent.at(-1)?.body['stream']).toBeUndefined()
  })

  it('never stands under the benchmark’s name, and says what it is before it runs', async () => {
    const { plan: planned, outcome } = await evaluate(answerRows, config('mmlu_anatomy'), { rows: ROWS })

    expect(planned.warnings.join()).toMatch(
      /"mmlu_anatomy" runs as "mmlu_anatomy_chat_letters", which is not the benchmark.*Do not compare/,
    )
    expect(Object.keys(outcome.tasks)).toEqual(['mmlu_anatomy_chat_letters'])
    const { metrics, data } = outcome.tasks['mmlu_anatomy_chat_letters'] ?? {}
    expect(Object.keys(metrics ?? {})).not.toContain('acc')
    expect(data).toMatchObject({
      benchmark: null,
      version: null,
      fallback_for: 'mmlu_anatomy',
      scoring_mode: 'chat_letter_logprobs',
      scoring: null,
      dispatch: { pipeline: 'chat-letters' },
    })
    const reasons = outcome.progress.pipelines?.[0]?.reasons.join(' ') ?? ''
    expect(reasons).toContain('serves only chats')
    expect(reasons).toContain('The config’s `fallback` is "letters"')
    expect(reasons).toContain('log-probabilities of the 20 likeliest first tokens')
  })

  it('asks for as many tokens as the endpoint tells', async () => {
    const { endpoint, outcome } = await evaluate(
      chatOnly(() => ({ A: 1 }), 5),
      config('mmlu_anatomy'),
      { rows: ROWS },
    )

    expect(endpoint.stats.recent.at(-1)?.body['top_logprobs']).toBe(5)
    expect(valueOf(outcome.tasks['mmlu_anatomy_chat_letters'], 'letters_missing')).toBe(3)
  })

  it('leaves a row unscored whose reply tells nothing', async () => {
    const script = chatOnly(() => ({ A: 1 }))
    const { journal } = await evaluate(
      (request) => (request.prompt.startsWith('one') ? { text: 'A' } : script(request)),
      config('mmlu_anatomy'),
      { rows: ROWS.slice(0, 2) },
    )

    expect(journal.getSample('mmlu_anatomy_chat_letters', 0)).toMatchObject({
      scores: { 'acc_chat_letters.acc_chat_letters': null },
      unscored: { 'acc_chat_letters.acc_chat_letters': expect.stringContaining('no log-probabilities') as string },
    })
    expect(journal.getSample('mmlu_anatomy_chat_letters', 1)?.scores['acc_chat_letters.acc_chat_letters']).toBe(0)
  })

  it('gives examples as turns, answered by their letters', async () => {
    const { journal } = await evaluate(
      answerRows,
      config(
        'mmlu_anatomy',
        { fallback: 'letters', num_fewshot: 1 },
        { params: { fewshot_dataset: datasetRef('shots') } },
      ),
      { rows: ROWS.slice(0, 1), shots: [question('example', 2)] },
    )

    expect(journal.getSample('mmlu_anatomy_chat_letters', 0)?.prompt).toEqual([
      { role: 'system', content: expect.stringContaining('the letter of the right choice alone') as string },
      { role: 'user', content: 'example\nA. w\nB. x\nC. y\nD. z\nAnswer:' },
      { role: 'assistant', content: 'C' },
      { role: 'user', content: 'one\nA. w\nB. x\nC. y\nD. z\nAnswer:' },
    ])
  })

  it('is nothing for an endpoint that scores texts, unless the config asks for chat', async () => {
    const own = await evaluate(scoresTexts, config('mmlu_anatomy'), { rows: ROWS })
    const chat = config('mmlu_anatomy', { fallback: 'letters', apply_chat_template: true })
    const asked = await evaluate(scoresTexts, chat, { rows: ROWS })

    expect(Object.keys(own.outcome.tasks)).toEqual(['mmlu_anatomy'])
    expect(own.outcome.tasks['mmlu_anatomy']?.data).toMatchObject({ scoring_mode: 'log-likelihood' })
    expect(own.plan.warnings).toEqual([])
    expect(Object.keys(asked.outcome.tasks)).toEqual(['mmlu_anatomy_chat_letters'])
    expect(asked.outcome.progress.pipelines?.[0]?.reasons.join()).toContain('switches the chat template on')
  })
})

describe('groups', () => {
  it('counts in no group of the benchmark, but in one of its own name', async () => {
    const { outcome } = await evaluate(answerRows, config('mmlu_stem'), { rows: ROWS, anatomy: ROWS.slice(0, 1) })

    expect(Object.keys(outcome.tasks)).toHaveLength(19)
    expect(Object.keys(outcome.groups)).toEqual(['mmlu_stem_chat_letters'])
    const group = outcome.groups['mmlu_stem_chat_letters']
    expect(group?.metrics?.['acc']).toBeUndefined()
    // 1 of anatomy's one row, 2 of the other 18 subjects' four each
    expect(valueOf(group, 'acc_chat_letters')).toBeCloseTo((1 + 18 * 2) / (1 + 18 * 4), 12)
  })
})

describe('letters that are written', () => {
  it('reads the letter where the endpoint tells no log-probabilities, under yet another name', async () => {
    const answers: Record<string, string> = {
      one: 'The answer is **A**.',
      two: 'I would say C.',
      three: 'D',
      four: 'A bird, I think.',
    }
    const {
      plan: planned,
      outcome,
      journal,
    } = await evaluate(
      writesOnly((prompt) => answers[prompt.split('\n')[0] ?? ''] ?? 'blue'),
      config('mmlu_anatomy'),
      { rows: ROWS },
    )

    const name = 'mmlu_anatomy_chat_letters_written'
    expect(Object.keys(outcome.tasks)).toEqual([name])
    expect(valueOf(outcome.tasks[name], 'acc_chat_letters_written')).toBe(0.5)
    expect(valueOf(outcome.tasks[name], 'no_letter')).toBe(0.5)
    expect(outcome.tasks[name]?.data).toMatchObject({ scoring_mode: 'chat_letter_written', benchmark: null })
    expect(journal.getSample(name, 0)).toMatchObject({ answer: 'The answer is **A**.', extra: { letter: 'A' } })
    expect(planned.warnings.join()).toContain('read out of its answer')
    expect(outcome.progress.pipelines?.[0]?.reasons.join()).toContain('logprobs are not supported')
  })
})

describe('what is refused', () => {
  const piqa = { rows: [{ goal: 'g', sol1: 'a', sol2: 'b', label: 0 }] }

  it('refuses unless the user chose letters, and says how to choose', async () => {
    await expect(plan(answerRows, config('mmlu_anatomy', {}), { rows: ROWS })).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringContaining('set `params.extra.fallback` to "letters"') as string,
    })
    await expect(plan(answerRows, config('mmlu_anatomy', { fallback: 'refuse' }), { rows: ROWS })).rejects.toThrow(
      'serves only chats',
    )
  })

  it.each([{}, { fallback: 'letters' }])('refuses what has no letters, with the reason (%o)', async (extra) => {
    await expect(plan(answerRows, config('piqa', extra), piqa)).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringMatching(/serves only chats.*cannot be asked as letters.*how likely a text is/s) as string,
    })
  })

  it('refuses letters where the chat template is off, and another word for the fallback', async () => {
    const off = { fallback: 'letters', apply_chat_template: false }
    await expect(plan(answerRows, config('mmlu_anatomy', off), { rows: ROWS })).rejects.toThrow('switched off')
    await expect(plan(answerRows, config('mmlu_anatomy', { fallback: 'guess' }), { rows: ROWS })).rejects.toMatchObject(
      { code: 'config_invalid', path: expect.stringContaining('fallback') as string },
    )
  })

  it('refuses an endpoint that serves nothing', async () => {
    await expect(plan(() => NO_ROUTE, config('mmlu_anatomy'), { rows: ROWS })).rejects.toMatchObject({
      code: 'target_unfit',
    })
  })
})

it('is chosen in the dialog, and not by default', () => {
  const extraOf = (values: Record<string, string>) =>
    harnessForm.toConfigParts({ ...defaultValues(harnessForm.fields), ...values }).params?.['extra']

  expect(extraOf({})).not.toHaveProperty('fallback')
  expect(extraOf({ fallback: 'letters' })).toMatchObject({ fallback: 'letters' })
})
