import { openJournal } from '@evalflow/engine'
import {
  type FunctionDoc,
  type PyDict,
  PyFloat,
  type PyValue,
  parsePyJson,
  parsePythonCalls,
  pyRepr,
  toConstant,
} from '@evalflow/metrics'
import type { Script } from '@evalflow/testkit'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { readBenchmark, readBenchmarkLines } from '../dev/sandbox-tests.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'
import { bfclForm } from './form.ts'

type Json = Record<string, unknown>
type Rows = readonly Json[]

async function evaluate(
  given: { type: string; params?: Json; rows: Rows; answers?: Rows; docs?: Rows; configType?: string },
  script: Script,
) {
  const endpoint = await startEndpoint(script)
  const services = createServices({ rows: given.rows, answers: given.answers ?? [], docs: given.docs ?? [] }, endpoint)
  const params = {
    ...(given.answers === undefined ? {} : { answers: datasetRef('answers') }),
    ...(given.docs === undefined ? {} : { function_docs: datasetRef('docs').files_url }),
    ...given.params,
  }
  const task = { type: given.type, dataset: datasetRef('rows'), params }
  const config = { type: given.configType ?? 'bfclv3', params: { parallelism: 16 }, tasks: { calls: task } }
  const plan = () => planEvaluation({ config, target: modelTarget, services })
  const journal = openJournal(':memory:')
  const run = async (signal?: AbortSignal) =>
    runEvaluation(await plan(), { journal, ...(signal === undefined ? {} : { signal }) })
  return { endpoint, journal, plan, run }
}

/** Without the one that asks whether the endpoint takes tools. */
const rowRequests = ({ endpoint }: Awaited<ReturnType<typeof evaluate>>): Json[] =>
  endpoint.stats.recent.flatMap(({ body }) => ((body as Json)['max_tokens'] === 1 ? [] : [body as Json]))

const accuracy = async ({ run }: Awaited<ReturnType<typeof evaluate>>) =>
  (await run()).tasks['calls']?.metrics?.['accuracy']?.scores['accuracy']

const weather = {
  name: 'get.weather',
  description: 'Weather of a city.',
  parameters: {
    type: 'dict',
    properties: {
      city: { type: 'string', description: 'City.' },
      days: { type: 'integer', description: 'Days.' },
      wind: { type: 'float', description: 'Metres per second.' },
    },
    required: ['city'],
  },
}
const row = { id: 'r1', question: [[{ role: 'user', content: 'Weather in Oslo?' }]], function: [weather] }
const answers = [{ id: 'r1', ground_truth: [{ 'get.weather': { city: ['Oslo'], days: [1, ''], wind: [2, ''] } }] }]
const native =
  (args: string): Script =>
  () => ({ toolCalls: [{ name: 'get_weather', arguments: args }] })

describe('one turn', () => {
  it('sends functions as tools, and scores the calls', async () => {
    const right = await evaluate({ type: 'simple', rows: [row], answers }, native('{"city": "oslo", "wind": 2}'))
    const wrong = await evaluate({ type: 'simple', rows: [row], answers }, native('{"city": "oslo", "days": 1.0}'))

    expect((await accuracy(right))?.value).toBe(1)
    expect((await accuracy(wrong))?.value).toBe(0)
    expect(wrong.journal.getSample('calls', 0)).toMatchObject({
      answer: ["get_weather(city='oslo', days=1.0)"],
      extra: { bfcl: { fault: 'wrong_type', reason: expect.stringContaining('days is 1.0 (float)') } },
    })
    expect(rowRequests(right)[0]).toMatchObject({
      temperature: 0,
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            parameters: {
              type: 'object',
              properties: { city: { type: 'string' }, wind: { type: 'number', format: 'float' } },
              required: ['city'],
            },
          },
        },
      ],
    })
  })

  it('describes functions in the prompt, and reads calls from the answer', async () => {
    const given = { type: 'simple', rows: [row], answers, configType: 'bfclv3_ast_prompting' }

    const right = await evaluate(given, () => '[get.weather(city="Oslo", days=1)]')
    const prose = await evaluate(given, () => 'It will rain.')

    expect((await accuracy(right))?.value).toBe(1)
    expect((await accuracy(prose))?.value).toBe(0)
    expect(prose.journal.getSample('calls', 0)).toMatchObject({ extra: { bfcl: { fault: 'not_readable' } } })
    const { tools, messages = [] } = (right.endpoint.stats.recent[0]?.body ?? {}) as {
      tools?: unknown
      messages?: Json[]
    }
    expect(tools).toBeUndefined()
    expect(messages[0]?.['content']).toContain('"name": "get.weather"')
  })

  it('wants no call where no function fits', async () => {
    const silent = await evaluate({ type: 'irrelevance', rows: [row] }, () => 'I have no tool for that.')
    const calling = await evaluate({ type: 'irrelevance', rows: [row] }, native('{"city": "Oslo"}'))

    expect((await accuracy(silent))?.value).toBe(1)
    expect((await accuracy(calling))?.value).toBe(0)
  })

  it('fails rows without possible answers, asking nothing for them', async () => {
    const made = await evaluate({ type: 'simple', rows: [row] }, native('{}'))
    const { run, journal } = made

    await run()

    expect(journal.getSample('calls', 0)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('ground_truth'),
    })
    expect(rowRequests(made)).toEqual([])
  })

  it('refuses an endpoint without tools before a row is asked, and says what can be done', async () => {
    const refusing: Script = ({ body }) =>
      body['tools'] === undefined
        ? 'x'
        : { fault: { kind: 'status', status: 400, message: 'tools are not offered here' } }
    const python = await evaluate({ type: 'simple', rows: [row], answers }, refusing)
    const java = await evaluate({ type: 'java', rows: [row], answers }, refusing)

    await expect(python.plan()).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringMatching(/tools are not offered here.*`params.mode` of the task to "text"/),
    })
    await expect(java.plan()).rejects.toMatchObject({ message: expect.stringMatching(/Choose a model with tools\.$/) })
    expect(rowRequests(python)).toEqual([])
  })

  it.each([
    ['memory_vector', 'memories are kept between rows'],
    ['web_search', 'searches the web'],
    ['nonsense', 'Known: simple_python'],
  ])('refuses %s', async (type, why) => {
    const { plan } = await evaluate({ type, rows: [row], answers }, native('{}'))

    await expect(plan()).rejects.toMatchObject({
      path: 'config.tasks.calls.type',
      message: expect.stringContaining(why),
    })
  })
})

const names = ['simple_python', 'multiple', 'parallel', 'parallel_multiple', 'live_parallel']
const files = names.map(
  (name) =>
    [
      name,
      readBenchmark(`bfcl/BFCL_v4_${name}.json`) ?? [],
      readBenchmarkLines(`bfcl/possible_answer/BFCL_v4_${name}.json`) ?? [],
    ] as const,
)

describe.runIf(files.every(([, rows]) => rows.length > 0))('BFCL’s own data', () => {
  const modes = ['native', 'text'].flatMap((mode) => files.map((file) => [mode, ...file] as const))

  it.each(modes)('passes the reference answers, written as %s, of all rows of %s', async (mode, name, rows, lines) => {
    const possible = lines.map((line) => parsePyJson(line) as PyDict)
    // a row may have a system's message of its own, which the prompt then ends with
    const byQuestion = new Map(rows.map(({ question }, i) => [JSON.stringify((question as Json[][])[0]?.at(-1)), i]))
    const script: Script = ({ body }) => {
      const at = byQuestion.get(JSON.stringify((body['messages'] as Json[]).at(-1))) ?? -1
      const calls = ((possible[at]?.['ground_truth'] ?? []) as PyDict[]).map((call) =>
        toRightCall(call, rows[at]?.['function'] as FunctionDoc[]),
      )
      if (mode === 'text')
        return `[${calls.map(({ name: called, args }) => `${called}(${toKeywords(args)})`).join(', ')}]`
      return {
        toolCalls: calls.map((call) => ({ name: call.name.replaceAll('.', '_'), arguments: toJson(call.args) })),
      }
    }
    const answered = lines.map((line) => JSON.parse(line) as Json)

    const { run, journal } = await evaluate({ type: name, rows, answers: answered, params: { mode } }, script)
    await run()

    const failed = [...journal.samples('calls')].filter(({ scores }) => scores['accuracy.accuracy'] !== 1)
    expect(failed.map(({ id, extra }) => [id, extra])).toEqual([])
    expect(journal.counts('calls').done).toBe(rows.length)
  })
})

/** The first value allowed for each parameter; what may be left out is, unless the function requires it all the same. */
function toRightCall(possible: PyDict, docs: readonly FunctionDoc[]): { name: string; args: PyDict } {
  const [name = '', allowed = {}] = Object.entries(possible)[0] ?? []
  const { required = [] } = docs.find((doc) => doc.name === name)?.parameters ?? {}
  return { name, args: firstValues(allowed as PyDict, required) }
}

function firstValues(allowed: PyDict, required: readonly string[] = []): PyDict {
  const entries = Object.entries(allowed).flatMap(([key, values]) => {
    const list = Array.isArray(values) ? (values as PyValue[]) : [values]
    const given = list.filter((value) => value !== '')
    const isLeft = given.length === 0 || (given.length < list.length && !required.includes(key))
    return isLeft ? [] : [[key, unwrap(given[0] ?? null)] as const]
  })
  return Object.fromEntries(entries)
}

function unwrap(value: PyValue): PyValue {
  if (Array.isArray(value)) return (value as PyValue[]).map(unwrap)
  return typeof value !== 'object' || value === null || value instanceof PyFloat ? value : firstValues(value as PyDict)
}

const toKeywords = (args: PyDict) =>
  Object.entries(args)
    .map(([key, value]) => `${key}=${pyRepr(value)}`)
    .join(', ')

/** JSON in which whole floats keep their `.0`. */
function toJson(value: PyValue): string {
  if (value instanceof PyFloat) return pyRepr(value)
  if (Array.isArray(value)) return `[${(value as PyValue[]).map(toJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value as PyDict).map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`)}}`
}

const turns = readBenchmark('bfcl/BFCL_v4_multi_turn_base.json')?.slice(0, 40) ?? []
const references = readBenchmark('bfcl/possible_answer/BFCL_v4_multi_turn_base.json')?.slice(0, 40) ?? []
const docs = [
  'gorilla_file_system',
  'math_api',
  'message_api',
  'posting_api',
  'ticket_api',
  'trading_bot',
  'travel_booking',
  'vehicle_control',
].flatMap((name) => readBenchmark(`bfcl/multi_turn_func_doc/${name}.json`) ?? [])

describe.runIf(turns.length > 0)('several turns', () => {
  /** Calls what the reference calls, turn by turn, then says that it is done. */
  const script =
    (skip: (call: string) => boolean = () => false): Script =>
    ({ body }) => {
      const messages = body['messages'] as Json[]
      const first = JSON.stringify(messages.find(({ role }) => role === 'user'))
      const at = turns.findIndex((found) => JSON.stringify((found['question'] as Json[][])[0]?.[0]) === first)
      const turn = messages.filter(({ role }) => role === 'user').length - 1
      const { ground_truth: reference = [] } = (references[at] ?? {}) as { ground_truth?: string[][] }
      const calls = reference[turn] ?? []
      if (messages.at(-1)?.['role'] === 'tool') return 'Done.'
      return { toolCalls: calls.filter((call) => !skip(call)).map(toNative) }
    }

  it('passes the reference calls over the simulated worlds', async () => {
    const made = await evaluate({ type: 'multi_turn_base', rows: turns, answers: references, docs }, script())
    const { run, journal } = made

    const outcome = await run()

    const failed = [...journal.samples('calls')].filter(({ scores }) => scores['accuracy.accuracy'] !== 1)
    expect(failed.map(({ id, error, extra }) => [id, error, extra])).toEqual([])
    expect(outcome.tasks['calls']?.metrics?.['accuracy']?.scores['accuracy']?.value).toBe(1)
    const { tools = [] } = (rowRequests(made)[0] ?? {}) as { tools?: unknown[] }
    expect(tools.length).toBeGreaterThan(10)
  })

  it('fails a world in another state, and asks nothing twice after a stop', async () => {
    const stop = new AbortController()
    const stopAt = 60
    const { run, journal, endpoint } = await evaluate(
      { type: 'multi_turn_base', rows: turns, answers: references, docs },
      (request) => {
        if (request.number === stopAt) stop.abort()
        return script((call) => call.startsWith('mkdir') || call.startsWith('mv'))(request)
      },
    )

    const first = await run(stop.signal)
    const { progress } = await run()

    expect(first.state).toBe('cancelled')
    const [score] = progress.scores
    expect(score?.value).toBeLessThan(1)
    expect(score?.value).toBeGreaterThan(0.5)
    const undisturbed = [...journal.samples('calls')].reduce((sum, { attempts }) => sum + attempts.length, 0)
    expect(endpoint.stats.requests - undisturbed).toBeLessThanOrEqual(16)
  })

  it('leaves rows unscored whose world is not simulated', async () => {
    const rows = [{ ...turns[0], involved_classes: ['GorillaFileSystem', 'WeatherAPI'] }]
    const made = await evaluate({ type: 'multi_turn_base', rows, answers: references, docs }, script())
    const { run, journal } = made

    const { progress } = await run()

    expect(rowRequests(made)).toEqual([])
    expect(progress).toMatchObject({ unscored: 1, failed: 0 })
    expect(journal.getSample('calls', 0)?.unscored).toEqual({
      'accuracy.accuracy': 'its world needs WeatherAPI, not simulated here',
    })
  })
})

/** Positional arguments by the documentation's order of parameters. */
function toNative(text: string): { name: string; arguments: string } {
  const [call] = parsePythonCalls(text)
  if (call?.target.kind !== 'name') throw new Error(text)
  const { name } = call.target
  const doc = docs.find((found) => found['name'] === name) as { parameters: { properties: Json } } | undefined
  const names = Object.keys(doc?.parameters.properties ?? {})
  const value = (expression: (typeof call.positional)[number]): unknown =>
    'items' in expression
      ? expression.items.map(value)
      : expression.kind === 'dict'
        ? Object.fromEntries(expression.entries.map(([key, item]) => [String(value(key)), value(item)]))
        : toPlainNumber(toConstant(expression))
  const positional = call.positional.map((item, i) => [names[i], value(item)])
  const named = call.keywords.map(([key, item]) => [key, value(item)])
  return { name, arguments: JSON.stringify(Object.fromEntries([...positional, ...named])) }
}

const toPlainNumber = (value: PyValue): unknown =>
  typeof value === 'object' && value !== null && 'value' in value ? value.value : value

it('makes a config of its form that can be planned', () => {
  const parts = bfclForm.toConfigParts({
    category: 'multi_turn_base',
    answers: 'a/b',
    function_docs: 'a/docs',
    mode: 'text',
  })

  expect(parts).toMatchObject({
    type: 'bfclv3',
    task: { type: 'multi_turn_base', params: { mode: 'text', answers: 'a/b', function_docs: 'a/docs' } },
  })
  expect(bfclForm.fits(['id', 'question', 'function'], {}).fits).toBe(true)
  expect(bfclForm.fits(['id', 'question'], {}).reasons).toHaveLength(1)
})
