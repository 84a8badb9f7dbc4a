import { openJournal } from '@evalflow/engine'
import type { Script } from '@evalflow/testkit'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'

type Json = Record<string, unknown>

async function evaluate(
  task: { type: string; params?: Json; rows: readonly Json[]; texts?: readonly Json[] },
  script: Script,
) {
  const endpoint = await startEndpoint(script)
  const services = createServices({ rows: task.rows, texts: task.texts ?? [] }, endpoint)
  const config = {
    type: 'bfclv3',
    tasks: { calls: { type: task.type, dataset: datasetRef('rows'), params: task.params ?? {} } },
  }
  const plan = () => planEvaluation({ config, target: modelTarget, services })
  const journal = openJournal(':memory:')
  return { endpoint, journal, plan, run: async () => runEvaluation(await plan(), { journal }) }
}

interface Body {
  messages: Json[]
  tools?: { function: Json }[]
  max_tokens?: number
}

/** Without the request that asks whether the endpoint takes tools. */
const bodies = ({ endpoint }: Awaited<ReturnType<typeof evaluate>>) =>
  endpoint.stats.recent.map(({ body }) => body as unknown as Body).filter((body) => body.max_tokens !== 1)

describe('arguments in another language', () => {
  const row = {
    id: 'simple_java_0',
    question: [[{ role: 'user', content: 'Resize it.' }]],
    function: [
      {
        name: 'View.resize',
        description: 'Resizes.',
        parameters: {
          type: 'dict',
          properties: {
            sizes: { type: 'ArrayList', description: 'Sizes.', items: { type: 'long' } },
            view: { type: 'any', description: 'View.' },
          },
          required: ['sizes'],
        },
      },
    ],
    ground_truth: [{ 'View.resize': { sizes: [[5, 6]], view: ['view', ''] } }],
  }
  const calling =
    (sizes: unknown): Script =>
    () => ({
      toolCalls: [{ name: 'View_resize', arguments: JSON.stringify({ sizes }) }],
    })

  it('describes parameters as texts of Java, and reads them', async () => {
    const right = await evaluate({ type: 'java', rows: [row] }, calling('new ArrayList<>(Arrays.asList(5L, 6L))'))
    const wrong = await evaluate({ type: 'simple_java', rows: [row] }, calling([5, 6]))

    await right.run()
    await wrong.run()

    expect(right.journal.getSample('calls', 0)).toMatchObject({ scores: { 'accuracy.accuracy': 1 } })
    expect(wrong.journal.getSample('calls', 0)).toMatchObject({
      scores: { 'accuracy.accuracy': 0 },
      extra: { bfcl: { fault: 'wrong_type' } },
    })
    expect(bodies(right)[0]?.tools?.[0]?.function).toMatchObject({
      description: 'Resizes. Note that the provided function is in Java 8 SDK syntax.',
      parameters: {
        properties: {
          sizes: {
            type: 'string',
            description:
              'Sizes. This is Java ArrayList type parameter in string representation. The list elements are of type long; they are not in string representation.',
          },
          view: { type: 'string' },
        },
      },
    })
  })

  it('refuses calls written in a text', async () => {
    const { plan } = await evaluate({ type: 'java', rows: [row], params: { mode: 'text' } }, calling('x'))

    await expect(plan()).rejects.toMatchObject({ path: 'config.tasks.calls.params.mode' })
  })
})

describe('several turns', () => {
  const add = { name: 'add', description: 'Adds.', parameters: { type: 'dict', properties: {} } }
  const power = { name: 'power', description: 'Raises.', parameters: { type: 'dict', properties: {} } }
  const row = {
    id: 'multi_turn_miss_func_0',
    question: [[{ role: 'user', content: 'Raise 2 to 3.' }], []],
    function: [add, power],
    missed_function: { 1: ['power'] },
    involved_classes: ['MathAPI'],
    initial_config: {},
    ground_truth: [[], ['power(base=2, exponent=3)']],
  }
  const script: Script = ({ body }) => {
    const messages = body['messages'] as Json[]
    const names = ((body['tools'] ?? []) as { function: Json }[]).map((tool) => tool.function['name'])
    if (messages.at(-1)?.['role'] === 'tool' || !names.includes('power')) return 'I cannot go on.'
    return { toolCalls: [{ name: 'power', arguments: '{"base": 2, "exponent": 3}' }] }
  }

  it('gives a missing function only in its turn, and says so in place of the user', async () => {
    const made = await evaluate({ type: 'multi_turn_miss_func', rows: [row] }, script)

    await made.run()

    expect(made.journal.getSample('calls', 0)).toMatchObject({ scores: { 'accuracy.accuracy': 1 } })
    const [first, second] = bodies(made)
    expect(first?.tools?.map((tool) => tool.function['name'])).toEqual(['add'])
    expect(second?.tools?.map((tool) => tool.function['name'])).toEqual(['add', 'power'])
    expect(second?.messages.at(-1)).toEqual({
      role: 'user',
      content: 'I have updated some more functions you can choose from. What about now?',
    })
  })

  it('writes a late function into the message where calls are texts', async () => {
    const made = await evaluate({ type: 'multi_turn_miss_func', rows: [row], params: { mode: 'text' } }, () => 'No.')

    await made.run()

    expect(bodies(made)[1]?.messages.at(-1)?.['content']).toMatch(/^\[\{'name': 'power', 'description': 'Raises\.'/)
    expect(String(bodies(made)[0]?.messages[0]?.['content'])).not.toContain('"power"')
  })

  const texts = {
    FILE_CONTENT_EXTENSION: ' And so on.',
    FILES_TAIL_USED: ['log.txt'],
    POPULATE_FILE_EXTENSION: ['image_1.jpg'],
    WATCH_LIST_EXTENSION: ['ZZZ'],
    TRANSACTION_HISTORY_EXTENSION: [{ type: 'deposit' }],
    MA_5_EXTENSION: [1],
    MA_20_EXTENSION: [2],
    TECHNOLOGY_EXTENSION: ['TTT'],
    AUTOMOBILE_EXTENSION: ['AAA'],
    ORDER_DETAIL_EXTENSION: { overview: '{symbol} grows.' },
    CREDIT_CARD_EXTENSION: { 1: { balance: 5 } },
    BOOKING_RECORD_EXTENSION: { b1: { card_id: '1' } },
    CAR_STATUS_METADATA_EXTENSION: 'Manufacturer: none',
    PARKING_BRAKE_INSTRUCTION: 'Pull it.',
    INTERMEDIARY_CITIES: ['Nowhere'],
    LONG_WEATHER_EXTENSION: { sky: 'blue' },
  }
  const long = {
    id: 'multi_turn_long_context_0',
    question: [[{ role: 'user', content: 'What is there?' }]],
    function: [add],
    involved_classes: ['GorillaFileSystem', 'TradingBot', 'VehicleControlAPI'],
    initial_config: {
      GorillaFileSystem: {
        root: { home: { type: 'directory', contents: { 'a.txt': { type: 'file', content: 'A.' } } } },
      },
    },
    ground_truth: [['ls()']],
  }
  const looking: Script = ({ body }) => {
    if ((body['messages'] as Json[]).at(-1)?.['role'] === 'tool') return 'Done.'
    const calls = [
      ['ls', '{}'],
      ['cat', '{"file_name": "a.txt"}'],
      ['get_order_details', '{"order_id": 12345}'],
      ['activateParkingBrake', '{"mode": "engage"}'],
    ] as const
    return { toolCalls: calls.map(([name, args]) => ({ name, arguments: args })) }
  }

  it('fills the worlds with the long texts of a dataset', async () => {
    const rows = Object.entries(texts).map(([name, value]) => ({ name, value }))
    for (const given of [[texts], rows]) {
      const params = { long_context: datasetRef('texts') }
      const made = await evaluate({ type: 'multi_turn_long_context', rows: [long], texts: given, params }, looking)

      await made.run()

      const seen = bodies(made)[1]
        ?.messages.filter(({ role }) => role === 'tool')
        .map(({ content }) => String(content))
      expect(seen?.[0]).toBe('{"current_directory_content":["a.txt","image_1.jpg"]}')
      expect(seen?.[1]).toBe('{"file_content":"A. And so on."}')
      expect(seen?.[2]).toContain('"metadata":{"overview":"AAPL grows."}')
      expect(seen?.[3]).toContain('"parkingBrakeInstruction":"Pull it."')
    }
  })

  it('is refused without them, and where one is missing', async () => {
    const { MA_5_EXTENSION: _left, ...some } = texts
    const without = await evaluate({ type: 'multi_turn_long_context', rows: [long] }, looking)
    const params = { long_context: datasetRef('texts') }
    const partly = await evaluate({ type: 'multi_turn_long_context', rows: [long], texts: [some], params }, looking)

    await expect(without.plan()).rejects.toMatchObject({ path: 'config.tasks.calls.params.long_context' })
    await expect(partly.plan()).rejects.toMatchObject({ message: expect.stringContaining('MA_5_EXTENSION') })
  })
})
