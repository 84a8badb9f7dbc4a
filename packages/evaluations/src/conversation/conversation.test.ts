import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournal, readInstruments } from '@evalflow/engine'
import type { Script } from '@evalflow/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'

type Json = Record<string, unknown>
type Rows = readonly Json[]

const seen = '{{ sample.output_text }}'
const METRICS = {
  last: { type: 'string-check', params: { check: [seen, 'contains', '{{ item.answer }}'] } },
}

const toConfig = (conversation: unknown, more: Json = {}, metrics: Json = METRICS) => ({
  type: 'custom',
  params: { max_tokens: 50 },
  tasks: {
    talk: {
      type: 'chat-completion',
      dataset: datasetRef('rows'),
      params: { template: { messages: '{{ item.messages | tojson }}' }, conversation, ...more },
      metrics,
    },
  },
})

async function plan(config: unknown, rows: Rows, script: Script) {
  const endpoint = await startEndpoint(script)
  const services = createServices({ rows }, endpoint)
  return { endpoint, plan: () => planEvaluation({ config, target: modelTarget, services }) }
}

async function evaluate(config: unknown, rows: Rows, script: Script) {
  const planned = await plan(config, rows, script)
  const journal = openJournal(':memory:')
  const outcome = await runEvaluation(await planned.plan(), { journal })
  return {
    outcome,
    endpoint: planned.endpoint,
    measured: readInstruments(journal),
    sample: (i = 0) => journal.getSample('talk', i),
  }
}

const user = (content: string) => ({ role: 'user', content })
const assistant = (content: string) => ({ role: 'assistant', content })
const messagesOf = (body: Readonly<Json>) => body['messages'] as Json[]

describe('turns', () => {
  const rows = [{ messages: [user('one')], turns: ['two', 'three'], answer: 'three' }]

  it('asks each turn with all that was said before, and keeps the whole conversation on the row', async () => {
    const { outcome, endpoint, sample } = await evaluate(
      toConfig({ turns: '{{ item.turns | tojson }}' }),
      rows,
      ({ prompt }) => `re ${prompt}`,
    )

    expect(endpoint.stats.recent.map(({ body }) => messagesOf(body).length)).toEqual([1, 3, 5])
    expect(outcome.tasks['talk']?.metrics?.['last']?.scores['string-check']?.value).toBe(1)
    const said = [user('one'), assistant('re one'), user('two'), assistant('re two'), user('three')]
    expect(sample()).toMatchObject({
      prompt: said,
      answer: 're three',
      extra: {
        conversation: {
          messages: [...said, assistant('re three')],
          ended: 'all_turns',
          turns: [{ answer: 're one', steps: 1 }, { answer: 're two' }, { answer: 're three' }],
        },
      },
    })
  })

  it('asks in a list of messages wherever a user has no answer, and takes the answers that stand there as history', async () => {
    const messages = [user('a'), assistant('stored'), user('b'), user('c')]

    const { endpoint } = await evaluate(toConfig({}), [{ messages, answer: 'c' }], ({ prompt }) => `re ${prompt}`)

    expect(endpoint.stats.recent.map(({ body }) => messagesOf(body))).toEqual([
      [user('a'), assistant('stored'), user('b')],
      [user('a'), assistant('stored'), user('b'), assistant('re b'), user('c')],
    ])
  })

  it('asks nothing again after a stop between turns', async () => {
    const stop = new AbortController()
    let hangs = true
    const planned = await plan(toConfig({ turns: '{{ item.turns | tojson }}' }), rows, ({ prompt }) => {
      if (prompt !== 'three' || !hangs) return `re ${prompt}`
      setTimeout(() => stop.abort())
      return { fault: { kind: 'hang' } }
    })
    const folder = mkdtempSync(join(tmpdir(), 'evalflow-talk-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))

    const before = openJournal(join(folder, 'journal.sqlite'))
    const first = await runEvaluation(await planned.plan(), { journal: before, signal: stop.signal })
    before.close()
    hangs = false
    const journal = openJournal(join(folder, 'journal.sqlite'))
    const second = await runEvaluation(await planned.plan(), { journal })

    expect([first.state, second.state]).toEqual(['cancelled', 'completed'])
    expect(Object.fromEntries(planned.endpoint.stats.byPrompt)).toEqual({ one: 1, two: 1, three: 2 })
    expect(journal.getSample('talk', 0)).toMatchObject({ answer: 're three' })
    journal.close()
  })

  it('lets metrics and judges read the conversation', async () => {
    const metrics = {
      first: { type: 'string-check', params: { check: ['{{ sample.turns[0] }}', 'equals', 're one'] } },
      whole: { type: 'string-check', params: { check: ['{{ sample.transcript }}', 'contains', 'user: two'] } },
      judge: {
        type: 'llm-judge',
        params: {
          model: 'judge',
          template: { prompt: 'Rate this:\n{{ sample.transcript }}' },
          scores: { rating: { type: 'int', parser: { type: 'regex', pattern: 'RATING: (\\d+)' } } },
        },
      },
    }

    const { outcome, endpoint } = await evaluate(toConfig({ turns: ['two'] }, {}, metrics), rows, ({ body, prompt }) =>
      body['model'] === 'judge' ? 'RATING: 4' : `re ${prompt}`,
    )

    const scores = outcome.progress.scores.map(({ metric, value }) => [metric, value])
    expect(Object.fromEntries(scores)).toEqual({ first: 1, whole: 1, judge: 4 })
    expect(endpoint.stats.recent.at(-1)?.prompt).toBe(
      'Rate this:\nuser: one\nassistant: re one\nuser: two\nassistant: re two',
    )
  })

  it('says what a row lacks, and refuses what does not go together', async () => {
    const { sample } = await evaluate(toConfig({}), [{ messages: [], answer: 'x' }], () => 'x')
    const both = await plan(toConfig({ turns: ['x'], simulated_user: { model: 'user' } }), rows, () => 'x')
    const unknown = await plan(toConfig({ trns: ['x'] }), rows, () => 'x')

    expect(sample()).toMatchObject({ status: 'failed', error: expect.stringContaining('no message of a user') })
    await expect(both.plan()).rejects.toMatchObject({ path: 'config.tasks.talk.params.conversation' })
    await expect(unknown.plan()).rejects.toThrow('trns')
  })
})

describe('a simulated user', () => {
  const simulated = { model: 'user', prompt: 'You are {{ item.who }}. End with {{ sample.stop }}.' }
  const row = { messages: [{ role: 'system', content: 'Be kind.' }], who: 'Ada', answer: '2' }

  it('opens, goes on, sees the other side, and ends with its stop text', async () => {
    let said = 0
    const { endpoint, sample, measured } = await evaluate(
      toConfig({ simulated_user: simulated }),
      [row],
      ({ body }) => {
        if (body['model'] !== 'user') return `answer ${messagesOf(body).length / 2}`
        said++
        return said > 2 ? 'Thanks! ###STOP###' : `question ${said}`
      },
    )

    const asked = endpoint.stats.recent.filter(({ body }) => body['model'] === 'user')
    expect(messagesOf(asked[0]?.body ?? {})).toEqual([
      { role: 'system', content: 'You are Ada. End with ###STOP###.' },
      { role: 'user', content: 'Write your first message to the assistant.' },
    ])
    expect(messagesOf(asked[2]?.body ?? {}).slice(2)).toEqual([
      assistant('question 1'),
      user('answer 1'),
      assistant('question 2'),
      user('answer 2'),
    ])
    expect(sample()).toMatchObject({
      answer: 'answer 2',
      extra: { conversation: { ended: 'user_stopped', turns: [{ answer: 'answer 1' }, { answer: 'answer 2' }] } },
    })
    // three messages of the user, two answers, and no judge
    expect([measured?.user?.requests, measured?.target?.requests, measured?.judge]).toEqual([3, 2, null])
  })

  it.each([
    ['turns', { simulated_user: { ...simulated, max_turns: 3 } }, 'max_turns', 3],
    ['tokens', { simulated_user: simulated, max_total_tokens: 1 }, 'max_total_tokens', 1],
  ])('keeps to its cap on %s', async (_cap, conversation, ended, turns) => {
    const opened = { ...row, messages: [user('hello')] }

    const { sample } = await evaluate(toConfig(conversation), [opened], () => 'and so on')

    expect(sample()).toMatchObject({ extra: { conversation: { ended, turns: { length: turns } } } })
  })

  it('is asked nothing again after a stop', async () => {
    const stop = new AbortController()
    let hangs = true
    const planned = await plan(toConfig({ simulated_user: { ...simulated, max_turns: 3 } }), [row], ({ body }) => {
      const { length } = messagesOf(body)
      if (body['model'] === 'user') return `question at ${length}`
      if (length < 6 || !hangs) return `answer at ${length}`
      setTimeout(() => stop.abort())
      return { fault: { kind: 'hang' } }
    })
    const journal = openJournal(':memory:')

    await runEvaluation(await planned.plan(), { journal, signal: stop.signal })
    hangs = false
    const { state } = await runEvaluation(await planned.plan(), { journal })

    expect(state).toBe('completed')
    // three of each, and the one that hung
    expect(planned.endpoint.stats.requests).toBe(3 + 3 + 1)
  })

  it('has its prompt checked before anything is sent', async () => {
    const config = toConfig({ simulated_user: { model: 'user', prompt: 'You want {{ sample.gaol }}.' } })

    const planned = await plan(config, [row], () => 'x')

    await expect(planned.plan()).rejects.toMatchObject({
      code: 'template_variable',
      message: expect.stringContaining('sample.gaol'),
    })
    expect(planned.endpoint.stats.requests).toBe(0)
  })
})
