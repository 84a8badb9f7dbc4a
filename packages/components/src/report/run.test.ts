// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { parse } from 'papaparse'
import type { Sample } from '@evalflow/contract'
import { defaultValues, type JsonValue } from '@evalflow/graph'
import { createFakeNemo, createFakeRun } from '../fake-services.ts'
import { testResult, testSample, testSamples, testScore } from '../test-samples.ts'
import type { ResultValue } from '../values.ts'
import { report } from './definition.ts'
import { reportSchema } from './report.ts'
import { runReport } from './run.ts'
import { csvCell } from './to-csv.ts'

const ALL = ['html', 'md', 'csv', 'json', 'jsonl']
const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)> \`\`\` | [x](javascript:alert(1)) 'q' </style> =1+1`

async function run(options: {
  result?: Partial<ResultValue>
  samples?: Sample[] | null
  values?: Record<string, JsonValue>
  job?: Record<string, JsonValue>
  comparison?: JsonValue
}) {
  const nemo = createFakeNemo()
  nemo.script = [{}]
  nemo.jobs.set('a', {
    id: 'a',
    status: 'completed',
    config: { name: 'c' },
    target: { model: 'model-a' },
    ...options.job,
  })
  const fake = createFakeRun({
    nemo,
    values: { ...defaultValues(report.fields), formats: ALL, ...options.values },
    inputs: {
      results: [testResult('a', options.result) as unknown as JsonValue],
      ...(options.comparison === undefined ? {} : { comparison: options.comparison }),
    },
    ...(options.samples === null ? {} : { samples: { a: options.samples ?? testSamples([1, 0, null]) } }),
  })
  const outputs = await runReport(fake.context)
  const file = (format: string) =>
    fake.saved.get(`evaluation-report${format === 'jsonl' ? '-samples' : ''}.${format}`) ?? ''
  return { ...fake, outputs, file }
}
const open = (text: string) => new DOMParser().parseFromString(text, 'text/html')

describe('Report', () => {
  it('stores one file per format and names them on the node', async () => {
    const { outputs, saved } = await run({})

    expect([...saved.keys()]).toEqual([
      'evaluation-report.html',
      'evaluation-report.md',
      'evaluation-report.csv',
      'evaluation-report.json',
      'evaluation-report-samples.jsonl',
    ])
    expect(outputs['files']).toMatchObject(ALL.map((format) => ({ format, size_bytes: expect.any(Number) })))
  })

  it('proves its numbers: n, interval, unscored, failed, dataset, rows hash, model, versions, command', async () => {
    const { file } = await run({})

    const text = open(file('html')).body.textContent ?? ''
    for (const part of ['0.75', '0.3 – 0.95', 'hf://datasets/default/tickets/v1', 'model-a', 'Evalflow 0.0.0-test'])
      expect(text).toContain(part)
    expect(text).toMatch(/[0-9a-f]{64}/)
    expect(text).toContain(`-d '{"config":"default/qa_dataset_tickets_v1","target":"default/target-a"}'`)
    const cells = [...open(file('html')).querySelectorAll('tbody tr td')].map((cell) => cell.textContent)
    expect(cells.slice(4, 7)).toEqual(['4', '1', '0'])
  })

  it('opens offline: no script, no address of another place, a policy that forbids both', async () => {
    const { file } = await run({ values: { title: 'Evaluation report', notes: HOSTILE } })

    const page = open(file('html'))
    expect(page.querySelectorAll('script, link, img, iframe, object, embed, form, a[href], [src]')).toHaveLength(0)
    expect(page.querySelector('meta[http-equiv]')?.getAttribute('content')).toMatch(/^default-src 'none'/)
    expect(page.querySelector('style')?.textContent).not.toMatch(/url\(|@import/)
  })

  it('escapes everything, wherever it comes from', async () => {
    const result = {
      config: HOSTILE,
      target: `x/${HOSTILE}`,
      dataset: HOSTILE,
      scores: [testScore({ task: HOSTILE, metric: HOSTILE, score: HOSTILE })],
    }
    const sample = testSample(0, { task: HOSTILE, prompt: HOSTILE, answer: HOSTILE, error: HOSTILE, status: 'failed' })
    const { file } = await run({ result, samples: [sample], job: { config: { [HOSTILE]: HOSTILE } } })

    const page = open(file('html'))
    expect(page.querySelectorAll('script, img')).toHaveLength(0)
    expect(
      [...page.querySelectorAll('*')]
        .flatMap((node) => node.getAttributeNames())
        .filter((name) => name.startsWith('on')),
    ).toEqual([])
    expect(page.querySelector('article pre')?.textContent).toBe(HOSTILE)
    const outsideFence = file('md').replaceAll(/^(`{3,})sh\n[\s\S]*?^\1$/gm, '')
    expect(outsideFence).not.toContain('<script')
    expect(outsideFence).not.toMatch(/[^\\]\]\(javascript/)
    // a fence longer than any in the command: it cannot be left
    expect(file('md')).toMatch(/^````sh$/m)
    expect(parse<string[]>(file('csv'), { delimiter: ',' }).data[1]?.[8]).toBe(HOSTILE)
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('makes %j no formula in CSV', (text) => {
    expect(parse<string[]>(csvCell(text), { delimiter: ',', newline: '\n' }).data[0]?.[0]).toBe(`'${text}`)
  })

  it('keeps numbers numbers, also below zero', () => {
    expect(csvCell(-0.5)).toBe('-0.5')
  })

  it('hides secrets in every file', async () => {
    const target = {
      model: { api_endpoint: { url: 'http://x', model_id: 'm', api_key: 'sk-1' } },
      headers: { 'X-Any': 'sk-2' },
    }
    const config = { params: { extra: { hf_token: 'sk-3', judge: { Authorization: 'Bearer sk-4' } } } }
    const { saved } = await run({ job: { target, config } })

    for (const text of saved.values()) expect(text).not.toContain('sk-')
    expect(saved.get('evaluation-report.html')).toContain('******')
  })

  it('writes JSON that its own schema reads, with the comparison', async () => {
    const run1 = {
      job_id: 'a',
      label: 'a',
      config: 'c',
      target: 't',
      model: null,
      dataset: null,
      rows: 1,
      rows_hash: 'x',
    }
    const comparison = { schema: 'evalflow.comparison/1', baseline: run1, candidates: [] }
    const { file } = await run({ comparison })

    const read = reportSchema.parse(JSON.parse(file('json')))
    expect(read).toMatchObject({ schema: 'evalflow.report/1', comparison, runs: [{ rows: 3, wrong: [{ index: 1 }] }] })
  })

  it('writes every sample with exact texts as JSON Lines', async () => {
    const long = 'x'.repeat(9000)
    const { file } = await run({ samples: [testSample(0, { answer: long }), testSample(1)] })

    const lines = file('jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { job_id: string; answer: string })
    expect(lines.map(({ job_id }) => job_id)).toEqual(['a', 'a'])
    expect(lines[0]?.answer).toBe(long)
  })

  it('says that samples are not kept, instead of writing none', async () => {
    const { file, logs } = await run({ samples: null, values: { formats: ['html'] } })

    expect(open(file('html')).body.textContent).toContain('samples are not kept on this server')
    expect(logs.at(-1)?.level).toBe('warning')
    await expect(run({ samples: null })).rejects.toMatchObject({ code: 'samples_missing', field: 'formats' })
  })

  it('quotes the command so that a name can end no word', async () => {
    const { file } = await run({ result: { config: `a'; rm -rf ~ #` } })

    expect(reportSchema.parse(JSON.parse(file('json'))).runs[0]?.command).toContain(`"config":"a'\\''; rm -rf ~ #"`)
  })

  it.each(['../../etc/passwd', '', '😀', 'CON:\\x'])('gives the file of "%s" a harmless name', async (title) => {
    const { saved } = await run({ values: { title, formats: ['html'] } })

    expect([...saved.keys()][0]).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}-]*\.html$/u)
  })
})
