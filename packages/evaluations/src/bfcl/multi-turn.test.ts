import { type PyCall, parsePythonCalls } from '@evalflow/metrics'
import { describe, expect, it } from 'vitest'
import { readBenchmark } from '../dev/sandbox-tests.ts'
import { type TurnsRow, checkTurns } from './check-turns.ts'
import { createWorld, missingBackends } from './execute-calls.ts'

const world = { today: new Date('2026-11-21T00:00:00Z') }
const rows = readBenchmark('bfcl/BFCL_v4_multi_turn_base.json') as (TurnsRow & { id: string })[] | null
const answers = readBenchmark('bfcl/possible_answer/BFCL_v4_multi_turn_base.json') as
  | { ground_truth: string[][] }[]
  | null

/** The reference's calls as a model would make them, one step a turn. */
const asMade = (reference: readonly (readonly string[])[]): PyCall[][][] =>
  reference.map((turn) => (turn.length === 0 ? [] : [turn.flatMap((text) => parsePythonCalls(text))]))

describe.runIf(rows !== null && answers !== null)('BFCL multi_turn_base', () => {
  const pairs = (rows ?? []).map((row, i) => [row, answers?.[i]?.ground_truth ?? []] as const)

  it('has every class it needs simulated', () => {
    expect(pairs.flatMap(([row]) => missingBackends(row.involved_classes))).toEqual([])
    expect(pairs).toHaveLength(200)
  })

  it('passes all reference answers', () => {
    const failed = pairs
      .map(([row, reference]) => [row.id, checkTurns(row, asMade(reference), reference, world)] as const)
      .filter(([, verdict]) => !verdict.valid)

    expect(failed).toEqual([])
  })

  it('fails them with the last call, the last turn or all calls left out', () => {
    const verdictsOf = (change: (made: PyCall[][][]) => PyCall[][][]) =>
      pairs.filter(([row, reference]) => checkTurns(row, change(asMade(reference)), reference, world).valid)

    const withoutLastTurn = verdictsOf((made) => made.slice(0, -1))
    const withoutCalls = verdictsOf((made) => made.map(() => []))
    const withoutLastCall = verdictsOf((made) => made.with(-1, [made.at(-1)?.[0]?.slice(0, -1) ?? []]))

    expect(withoutLastTurn.map(([row]) => row.id)).toEqual([])
    expect(withoutCalls.map(([row]) => row.id)).toEqual([])
    // its last call returns what an earlier one returned as well
    expect(withoutLastCall.map(([row]) => row.id)).toEqual(['multi_turn_base_167'])
  })
})

describe('a simulated world', () => {
  const make = (classes: string[], config: Record<string, unknown> = {}) => {
    const simulated = createWorld(classes, config, world)
    return { ...simulated, run: (text: string) => parsePythonCalls(text).map((call) => simulated.execute(call)) }
  }

  it('is asked by Python’s calls, positional and named, one within another', () => {
    const { run } = make(['MathAPI'])

    expect(run('[add(1, b=2), mean(numbers=[1, 2.5]), add(add(1, 1)["result"], 3 * 2)]')).toEqual([
      '{"result":3}',
      '{"result":1.75}',
      '{"result":8}',
    ])
  })

  it.each([
    ['eval("1")', "name 'eval' is not defined"],
    ['add(1)', "add() missing a required argument: 'b'"],
    ['add(a=1, b=2, c=3)', "add() got an unexpected keyword argument 'c'"],
    ['add(1, 2, 3)', 'add() takes 2 arguments'],
    ['add(1, a=2)', "add() got multiple values for argument 'a'"],
    ['add(a=x, b=1)', "name 'x' is not defined"],
    ['m.add(1, 2)', 'only functions can be called'],
  ])('tells what is wrong with %s', (text, why) => {
    expect(make(['MathAPI']).run(text)).toEqual([`Error during execution: ${why}`])
  })

  it('keeps rows apart, and their configuration as it was', () => {
    const config = { TradingBot: { watch_list: ['NVDA'], authenticated: true } }
    const before = structuredClone(config)

    const first = make(['TradingBot'], config)
    first.run('add_to_watchlist(stock="ZETA")')
    const second = make(['TradingBot'], config)

    expect(first.run('get_watchlist()')).toEqual(['{"watchlist":["NVDA","ZETA"]}'])
    expect(second.run('get_watchlist()')).toEqual(['{"watchlist":["NVDA"]}'])
    expect(config).toEqual(before)
  })

  it('draws ids as Python does', () => {
    const { run } = make(['TravelAPI'])

    // random.Random(141053).randint(100000, 999999)
    expect(run('authenticate_travel("a", "b", "c", "read_write", "Ada", "Byron")')[0]).toContain(
      '"access_token":"251675"',
    )
  })
})
