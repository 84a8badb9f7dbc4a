import type { JsonValue } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { createFakeNemo, createFakeRun, type FakeNemo } from '../fake-services.ts'
import { previewRows } from './preview.ts'
import { runDatasetCreator } from './run.ts'

const ROWS = Array.from({ length: 20 }, (_, index) => ({
  prompt: `question ${index}`,
  topic: index % 4 === 0 ? 'art' : 'math',
}))
const run = async (nemo: FakeNemo, values: Record<string, JsonValue>, rows: JsonValue[] = ROWS) => {
  const fake = createFakeRun({ nemo, values: { name: 'sums', version: 'v1', ...values }, inputs: { rows } })
  return { ...fake, outputs: await runDatasetCreator(fake.context) }
}
const stored = (nemo: FakeNemo, path: string) =>
  new TextDecoder()
    .decode(nemo.files.get(`default/sums/v1/${path}`))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { prompt: string; topic: string })

describe('Dataset Creator with a split', () => {
  it('stores a file for each part, every row once, and gives each as a dataset', async () => {
    const nemo = createFakeNemo()

    const { outputs } = await run(nemo, { split: '80/10/10', seed: 7 })

    expect(nemo.files.has('default/sums/v1/data.jsonl')).toBe(false)
    const parts = ['train', 'validation', 'test'].map((part) => stored(nemo, `${part}.jsonl`))
    expect(parts.map((rows) => rows.length)).toEqual([16, 2, 2])
    expect(new Set(parts.flat().map(({ prompt }) => prompt)).size).toBe(20)
    expect(outputs['dataset']).toMatchObject({ files_url: 'hf://datasets/default/sums/v1', records: 20 })
    expect(outputs['test']).toMatchObject({ files_url: 'hf://datasets/default/sums/v1/test.jsonl', records: 2 })
  })

  it('gives the same parts for the same seed, and others for another', async () => {
    const testOf = async (seed: number) => {
      const nemo = createFakeNemo()
      await run(nemo, { split: '50/50', seed })
      return stored(nemo, 'test.jsonl')
    }

    expect(await testOf(1)).toEqual(await testOf(1))
    expect(await testOf(1)).not.toEqual(await testOf(2))
  })

  it('stratifies: each part has the classes in proportion', async () => {
    const nemo = createFakeNemo()

    await run(nemo, { split: '60/40', stratify: 'topic' })

    const art = (part: string) => stored(nemo, part).filter(({ topic }) => topic === 'art').length
    expect([art('train.jsonl'), art('test.jsonl')]).toEqual([3, 2])
    await expect(run(createFakeNemo(), { split: '60/40', stratify: 'level' })).rejects.toMatchObject({
      code: 'column_missing',
      field: 'stratify',
    })
  })

  it('refuses a version that holds the rows in another shape, since a folder is read as a whole', async () => {
    const nemo = createFakeNemo()
    await run(nemo, {})

    await expect(run(nemo, { split: '80/20' })).rejects.toMatchObject({ code: 'version_taken', field: 'version' })
    await run(nemo, { split: '80/20', version: 'v2' })
    expect(nemo.files.has('default/sums/v2/test.jsonl')).toBe(true)
  })

  it('uploads the same parts once only', async () => {
    const nemo = createFakeNemo()
    await run(nemo, { split: '80/20' })

    await run(nemo, { split: '80/20' })

    expect(nemo.calls.filter((call) => call === 'store.upload')).toHaveLength(2)
  })
})

describe('duplicates', () => {
  const rows = [{ prompt: 'a' }, { prompt: 'b' }, { prompt: 'a' }, { prompt: 'a' }]

  it('are kept and told with their row numbers', async () => {
    const { outputs, logs } = await run(createFakeNemo(), {}, rows)

    expect(outputs['dataset']).toMatchObject({ records: 4, duplicates: 2 })
    expect(logs).toContainEqual({ level: 'warning', message: expect.stringContaining('row 3, 4 as 1') })
  })

  it('are left out when asked, and counted', async () => {
    const { outputs, progress } = await run(createFakeNemo(), { duplicates: 'remove' }, rows)

    expect(outputs['dataset']).toMatchObject({ records: 2, total: 4, rejected: 0, duplicates: 2 })
    expect(progress.at(-1)?.message).toBe('2 of 4 rows, 2 left out')
  })
})

it('describes columns: empty cells, lengths in characters, rows that repeat', async () => {
  const text = '{"prompt":"häuser"}\n{"prompt":"ab","note":""}\n{"prompt":"ab","note":""}\n{"prompt":"🙂🙂🙂"}'

  const { statistics } = await previewRows({ text })

  expect(statistics).toEqual({
    columns: [
      {
        name: 'prompt',
        empty: 0,
        chars: { p50: 2, p90: 6, p99: 6, max: 6 },
        words: { p50: 1, p90: 1, p99: 1, max: 1 },
      },
      { name: 'note', empty: 4, chars: null, words: null },
    ],
    duplicates: { rows: 1, groups: [{ kept: 2, removed: [3] }] },
    near_duplicates: { rows: 0, groups: [], checked: 3 },
  })
})

it('counts tokens by the tokenizer that is named, over rows spread evenly, and says which were too long', async () => {
  const text = `prompt\n${Array.from({ length: 2_000 }, (_, index) => `word${index}`).join('\n')}\n`
  const count = async (cell: string) => (cell === 'word4' ? null : cell.length)

  const { statistics } = await previewRows({ text }, { tokenizer: { model: 'm', count } })

  expect(statistics?.tokens).toEqual({ model: 'm', rows: 1_000, uncounted: 1 })
  expect(statistics?.columns[0]?.tokens).toEqual({ p50: 8, p90: 8, p99: 8, max: 8 })
})

it('leaves out rows that are nearly equal where that is asked for, and tells them by number', async () => {
  const question = 'How do I rotate the key of my account without losing the sessions that are open?'
  const text = `prompt\n"${question}"\n"Something else."\n"${question.replace('open', 'open now')}"\n"${question}"\n`
  const run = (duplicates: string) =>
    createFakeRun({ nemo: createFakeNemo(), values: { name: 'rows', source: { text }, duplicates } })
  const kept = run('keep')
  const near = run('remove-near')

  expect((await runDatasetCreator(kept.context))['dataset']).toMatchObject({
    records: 4,
    duplicates: 1,
    near_duplicates: 1,
  })
  expect(kept.logs).toContainEqual({
    level: 'warning',
    message: expect.stringMatching(/nearly repeat.*3 like 1 \(\d+ %\)/),
  })
  expect((await runDatasetCreator(near.context))['dataset']).toMatchObject({ records: 2, near_duplicates: 1 })
})
