import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '@evalflow/graph'
import { defaultValues } from '@evalflow/graph'
import { createFakeNemo, createFakeRun } from '../fake-services.ts'
import { dataPreparation } from './definition.ts'
import type { PreparationCounts } from './prepare.ts'
import { runDataPreparation } from './run.ts'

const TEN = Array.from({ length: 10 }, (_, index) => ({ id: index, topic: index % 2 === 0 ? 'math' : 'art' }))

async function run(values: Record<string, JsonValue>, rows: JsonValue[] = TEN) {
  const fake = createFakeRun({
    nemo: createFakeNemo(),
    values: { ...defaultValues(dataPreparation.fields), ...values },
    inputs: { rows },
  })
  const outputs = await runDataPreparation(fake.context)
  return { ...fake, outputs, ids: (port = 'rows') => (outputs[port] as { id: number }[]).map(({ id }) => id) }
}
const countsOf = (outputs: Record<string, JsonValue>) => outputs['counts'] as unknown as PreparationCounts

describe('Data Preparation', () => {
  it('gives rows as they came when nothing is set', async () => {
    const { outputs } = await run({})

    expect(outputs['rows']).toEqual(TEN)
    expect(outputs).not.toHaveProperty('train')
  })

  it.each([
    ['id >= 8', [8, 9]],
    ['topic = math\nid < 5', [0, 2, 4]],
    ['# a remark\n\ntopic in art, music\nid != 1', [3, 5, 7, 9]],
    ['"topic" starts with ma', [0, 2, 4, 6, 8]],
    ['id = 3.0', [3]],
  ])('keeps the rows where %j', async (filter, expected) => {
    expect((await run({ filter })).ids()).toEqual(expected)
  })

  it('counts every row once, whatever is set', async () => {
    const row = fc.record({ id: fc.integer({ min: 0, max: 4 }), topic: fc.constantFrom('a', 'b', '') })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(row, fc.constant(7)), { minLength: 1, maxLength: 30 }),
        fc.record({ sample: fc.integer({ min: 1, max: 12 }), seed: fc.nat(), shuffle: fc.boolean() }),
        async (rows, settings) => {
          fc.pre(rows.some((one) => typeof one === 'object' && one.id > 0))
          const { outputs } = await run({ ...settings, filter: 'id > 0', duplicates: 'row', split: '2/1/1' }, rows)
          const counts = countsOf(outputs)

          expect(counts.in).toBe(rows.length)
          expect(counts.out + counts.unreadable + counts.filtered + counts.duplicates + counts.not_sampled).toBe(
            counts.in,
          )
          const { train = 0, validation = 0, test = 0 } = counts.parts ?? {}
          expect(train + validation + test).toBe(counts.out)
        },
      ),
      { numRuns: 60 },
    )
  })

  // golden, from an implementation of PCG-XSH-RR 64/32 and Fisher–Yates in Python; a change would change every stored flow's rows
  it('draws the same rows for the same seed, on every machine', async () => {
    expect((await run({ shuffle: true, seed: 1 })).ids()).toEqual(GOLDEN.shuffled)
    expect((await run({ sample: 4, seed: 1 })).ids()).toEqual(GOLDEN.sampled)
    expect((await run({ split: '60/20/20', seed: 1 })).ids('test')).toEqual(GOLDEN.test)
    expect((await run({ sample: 4, seed: 2 })).ids()).not.toEqual(GOLDEN.sampled)
  })

  it('splits by class in the same proportion, each row in one part', async () => {
    const { outputs, ids } = await run({ split: '60/40', stratify: 'topic' })

    expect(countsOf(outputs).parts).toEqual({ train: 6, validation: 0, test: 4 })
    const topics = (outputs['test'] as { topic: string }[]).map(({ topic }) => topic).toSorted()
    expect(topics).toEqual(['art', 'art', 'math', 'math'])
    expect([...ids('train'), ...ids('test')].toSorted((a, b) => a - b)).toEqual(TEN.map(({ id }) => id))
  })

  it('removes duplicates and tells which', async () => {
    const rows = [
      { a: 'x', b: 1 },
      { b: 1, a: 'x' },
      { a: 'x', b: 2 },
    ]

    const whole = await run({ duplicates: 'row' }, rows)
    const byColumn = await run({ duplicates: 'columns', duplicate_columns: 'a' }, rows)

    expect(whole.outputs['rows']).toEqual([rows[0], rows[2]])
    expect(whole.outputs['counts']).toMatchObject({ duplicates: 1, duplicate_groups: [{ kept: 1, removed: [2] }] })
    expect(byColumn.outputs['rows']).toEqual([rows[0]])
  })

  it('fills new columns with text alone, whatever stands in the cells', async () => {
    const rows = [{ q: '$& {{secret}} <b>', constructor: 'own' }]

    const { outputs } = await run({ columns: { prompt: 'Q: {{ q }} / {{item.constructor}}' } }, rows)

    expect(outputs['rows']).toEqual([{ ...rows[0], prompt: 'Q: $& {{secret}} <b> / own' }])
  })

  it('maps columns by name, keeping all', async () => {
    const { outputs } = await run({ mapping_mode: 'auto' }, [{ Question: '1+1?', Answer: '2' }])

    expect(outputs['rows']).toEqual([{ Question: '1+1?', Answer: '2', prompt: '1+1?', ideal_response: '2' }])
  })

  it.each([
    ['a condition without operator', { filter: 'topic math' }, 'condition_invalid', 'filter'],
    ['code as a condition', { filter: 'process.exit(1)' }, 'condition_invalid', 'filter'],
    ['an operator without value', { filter: 'topic =' }, 'condition_invalid', 'filter'],
    ['a column that is not there', { filter: 'topik = math' }, 'column_missing', 'filter'],
    ['a prototype as column', { filter: '__proto__ is not empty' }, 'column_missing', 'filter'],
    ['a template with code', { columns: { x: '{% for a in b %}' } }, 'step_invalid', 'columns'],
    ['a template of a missing column', { columns: { x: '{{nope}}' } }, 'column_missing', 'columns'],
    ['a split that is none', { split: '80' }, 'step_invalid', 'split'],
    ['a split below 0', { split: '-1/2' }, 'step_invalid', 'split'],
    ['a stratum that is not there', { split: '1/1', stratify: 'x' }, 'column_missing', 'stratify'],
    ['a filter that leaves nothing', { filter: 'id > 99' }, 'rows_missing', 'filter'],
  ])('refuses %s', async (_what, values, code, field) => {
    await expect(run(values as Record<string, JsonValue>)).rejects.toMatchObject({ code, field })
  })
})

const GOLDEN = { shuffled: [3, 7, 2, 4, 8, 5, 9, 1, 6, 0], sampled: [0, 7, 8, 9], test: [2, 8] }
