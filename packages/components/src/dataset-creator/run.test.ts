import type { JsonValue } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { createFakeNemo, createFakeRun, HttpFailure } from '../fake-services.ts'
import { previewRows } from './preview.ts'
import { runDatasetCreator } from './run.ts'

const GOOD = 'question,answer,source\n1+1?,2,a\n2+2?,4,b\n'
const values = (more: Record<string, JsonValue> = {}): Record<string, JsonValue> => ({
  name: 'sums',
  version: 'v1',
  source: { text: GOOD },
  ...more,
})

describe('runDatasetCreator', () => {
  it('stores every row with all its fields and registers the dataset', async () => {
    const nemo = createFakeNemo()
    const run = createFakeRun({ nemo, values: values() })

    const { dataset } = await runDatasetCreator(run.context)

    expect(dataset).toMatchObject({
      namespace: 'default',
      name: 'sums',
      files_url: 'hf://datasets/default/sums/v1',
      records: 2,
      rejected: 0,
      total: 2,
      style: 'completion',
    })
    const lines = new TextDecoder().decode(nemo.files.get('default/sums/v1/data.jsonl')).trim().split('\n')
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      question: '1+1?',
      answer: '2',
      source: 'a',
      prompt: '1+1?',
      ideal_response: '2',
    })
    expect(nemo.datasets.get('default/sums')).toMatchObject({
      files_url: 'hf://datasets/default/sums/v1',
      custom_fields: { evalflow: { records: 2 } },
    })
  })

  it('uploads the same rows once only', async () => {
    const nemo = createFakeNemo()
    const first = await runDatasetCreator(createFakeRun({ nemo, values: values() }).context)

    const second = await runDatasetCreator(createFakeRun({ nemo, values: values() }).context)

    expect(second).toEqual(first)
    expect(nemo.calls.filter((call) => call === 'store.upload')).toHaveLength(1)
    expect(nemo.datasets.size).toBe(1)
  })

  it('uploads again when the stored file is no longer what was uploaded', async () => {
    const nemo = createFakeNemo()
    await runDatasetCreator(createFakeRun({ nemo, values: values() }).context)
    nemo.files.set('default/sums/v1/data.jsonl', new TextEncoder().encode('{"other":1}\n'))

    await runDatasetCreator(createFakeRun({ nemo, values: values() }).context)

    expect(nemo.calls.filter((call) => call === 'store.upload')).toHaveLength(2)
  })

  it('uploads nothing and names the rows when some are bad', async () => {
    const nemo = createFakeNemo()
    const run = createFakeRun({ nemo, values: values({ source: { text: 'question,answer\nok,1\nbad\n,2\n' } }) })

    await expect(runDatasetCreator(run.context)).rejects.toMatchObject({
      code: 'rows_invalid',
      field: 'source',
      message: expect.stringMatching(/2 of 3 rows.*\nRow 2: .*\nRow 3: /s),
    })
    expect(nemo.calls).toEqual([])
  })

  it('leaves bad rows out when told to, and says how many', async () => {
    const nemo = createFakeNemo()
    const run = createFakeRun({
      nemo,
      values: values({ on_invalid: 'skip', source: { text: 'question,answer\nok,1\nbad\n,2\n' } }),
    })

    const { dataset } = await runDatasetCreator(run.context)

    expect(dataset).toMatchObject({ records: 1, rejected: 2, total: 3 })
    expect(run.progress.at(-1)).toMatchObject({ done: 1, total: 3 })
  })

  it.each([
    ['store.upload', 500, 'upload_failed'],
    ['store.upload', 429, 'upload_failed'],
    ['store.ensureRepo', 403, 'denied'],
    ['datasets.create', 500, 'register_failed'],
    ['datasets.get', 403, 'denied'],
  ])('fails when %s answers %i, and never counts rows as uploaded', async (call, status, code) => {
    const nemo = createFakeNemo()
    nemo.failures.set(call, [new HttpFailure(status)])
    const run = createFakeRun({ nemo, values: values() })

    await expect(runDatasetCreator(run.context)).rejects.toMatchObject({ code })
    expect(nemo.datasets.size).toBe(0)
  })

  it('updates the dataset when another run registered it in between', async () => {
    const nemo = createFakeNemo()
    nemo.failures.set('datasets.get', [new HttpFailure(404)])
    nemo.datasets.set('default/sums', { files_url: 'hf://datasets/default/sums/old' })

    await runDatasetCreator(createFakeRun({ nemo, values: values() }).context)

    expect(nemo.datasets.get('default/sums')?.files_url).toBe('hf://datasets/default/sums/v1')
  })

  it('takes rows from the wire before its own source', async () => {
    const nemo = createFakeNemo()
    const run = createFakeRun({ nemo, values: values(), inputs: { rows: [{ prompt: 'wired', ideal_response: 'x' }] } })

    expect(await runDatasetCreator(run.context)).toMatchObject({ dataset: { records: 1 } })
  })

  it('reads a dataset of a hub, and keeps where the rows came from', async () => {
    const nemo = createFakeNemo()
    const asked: unknown[] = []
    const commit = 'c'.repeat(40)
    const hub = { repo: 'team/qa', split: 'test', token: 'hub' }
    const run = createFakeRun({
      nemo,
      values: values({ source: { hub } }),
      openHub: async (source, { maxBytes }) => {
        asked.push(source, maxBytes)
        return { rows: [{ question: '1+1?', answer: '2' }], endpoint: 'https://huggingface.co', commit }
      },
    })

    expect(await runDatasetCreator(run.context)).toMatchObject({ dataset: { records: 1, style: 'completion' } })
    expect(asked).toEqual([hub, 512 * 1024 * 1024])
    const origin = {
      hub: 'https://huggingface.co',
      repo: 'team/qa',
      revision: 'main',
      commit,
      config: null,
      split: 'test',
    }
    expect(nemo.datasets.get('default/sums')).toMatchObject({ custom_fields: { evalflow: { source: origin } } })

    await runDatasetCreator(createFakeRun({ nemo, values: values() }).context)

    expect(nemo.datasets.get('default/sums')).toMatchObject({ custom_fields: { evalflow: { source: null } } })
  })

  it.each([
    ['what the hub says is wrong', { repo: 'team/qa' }, 'It has several splits: test, train.'],
    [
      'a key in place of its name',
      { repo: 'team/qa', token: 'hf_abcdefghijklmnopqrstuvwxyz' },
      'The token is no name of a stored secret. Save the key under Secrets and choose its name.',
    ],
  ])('stores nothing and tells %s', async (_name, hub, message) => {
    const nemo = createFakeNemo()
    const openHub = async () => Promise.reject(new Error('It has several splits: test, train.'))
    const run = createFakeRun({ nemo, values: values({ source: { hub } }), openHub })

    await expect(runDatasetCreator(run.context)).rejects.toMatchObject({
      code: 'hub_unavailable',
      field: 'source',
      message,
    })
    expect(nemo.calls).toEqual([])
  })

  it('passes through a run that was stopped while the hub was read', async () => {
    const run = createFakeRun({
      nemo: createFakeNemo(),
      values: values({ source: { hub: { repo: 'team/qa' } } }),
      openHub: async (_source, { signal }) => {
        run.abort(new Error('Stopped.'))
        signal.throwIfAborted()
        return { rows: [], endpoint: '', commit: '' }
      },
    })

    await expect(runDatasetCreator(run.context)).rejects.toThrow('Stopped.')
  })

  it.each([
    ['no name', { name: '' }, 'name_missing'],
    ['a name other clients refuse', { name: 'a--b' }, 'name_invalid'],
    ['a version that is a path', { version: '../x' }, 'name_invalid'],
    ['no rows', { source: null }, 'rows_missing'],
    ['a file that is gone', { source: { file_id: 'x', name: 'x.csv' } }, 'file_missing'],
  ])('refuses %s', async (_name, change, code) => {
    const run = createFakeRun({ nemo: createFakeNemo(), values: values(change) })

    await expect(runDatasetCreator(run.context)).rejects.toMatchObject({ code })
  })

  it('refuses a file that does not fit into memory', async () => {
    const files = { big: { name: 'big.jsonl', bytes: new Uint8Array(), sizeBytes: 2_000_000_000 } }
    const run = createFakeRun({
      nemo: createFakeNemo(),
      values: values({ source: { file_id: 'big', name: 'big.jsonl' } }),
      files,
    })

    await expect(runDatasetCreator(run.context)).rejects.toMatchObject({ code: 'file_too_large' })
  })
})

describe('previewRows', () => {
  it('reads as the run does, and lists issues with their rows', async () => {
    const preview = await previewRows({ text: 'question,answer\nok,1\nbad\n' }, { limit: 10 })

    expect(preview).toMatchObject({
      format: 'csv',
      total: 2,
      mapping: { prompt: 'question', ideal_response: 'answer' },
      issues_total: 1,
      issues: [{ row: 2, severity: 'error' }],
    })
    expect(preview.rows).toEqual([{ question: 'ok', answer: '1', prompt: 'ok', ideal_response: '1' }])
  })

  it('tells a mapping to a column that is not there', async () => {
    const preview = await previewRows({ text: 'a,b\n1,2' }, { mapping: { prompt: 'gone' } })

    expect(preview.issues).toMatchObject([{ row: 0, column: 'gone', severity: 'error' }])
  })
})
