import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { describe, expect, it } from 'vitest'
import { parquetValueToJson } from '../dataset-creator/parse-parquet.ts'
import { testSample } from '../test-samples.ts'
import { toParquet } from './to-parquet.ts'

const { signal } = new AbortController()
const read = async (bytes: Uint8Array) =>
  (await parquetReadObjects({ file: new Uint8Array(bytes).buffer, compressors })).map(parquetValueToJson) as Record<
    string,
    unknown
  >[]

describe('toParquet', () => {
  it('gives back what was written: texts, chats, numbers, nothing', async () => {
    const chat = [{ role: 'user', content: 'Grüße, "Welt" 🙂\nzweite Zeile' }]
    const samples = [
      testSample(0, { prompt: chat, scores: { 'f1.f1': 0.25, 'em.em': 1 }, ttft_ms: 3.5 }),
      testSample(1, { status: 'failed', answer: null, error: 'HTTP 500', scores: {}, unscored: { 'f1.f1': 'failed' } }),
    ]

    const rows = await read(await toParquet([{ jobId: 'a', samples }], signal))

    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({
      job_id: 'a',
      task: 'main_task',
      index: 0,
      status: 'ok',
      prompt: JSON.stringify(chat),
      answer: 'answer 0',
      'score.f1.f1': 0.25,
      'score.em.em': 1,
      ttft_ms: 3.5,
      cached: false,
      item: JSON.stringify(samples[0]?.item),
    })
    expect(rows[1]).toMatchObject({ status: 'failed', answer: null, error: 'HTTP 500', 'score.f1.f1': null })
    expect(JSON.parse(String(rows[1]?.['unscored']))).toEqual({ 'f1.f1': 'failed' })
  })

  it('keeps every row of several jobs over many groups, each with the scores of all', async () => {
    const samples = Array.from({ length: 12_001 }, (_, index) => testSample(index, { scores: { 'a.a': index } }))
    const other = [testSample(0, { scores: { 'b.b': 0.5 } })]

    const rows = await read(
      await toParquet(
        [
          { jobId: 'a', samples },
          { jobId: 'b', samples: other },
        ],
        signal,
      ),
    )

    expect(rows).toHaveLength(12_002)
    expect(rows.every((row, index) => index === 12_001 || row['score.a.a'] === index)).toBe(true)
    expect(rows.at(-1)).toMatchObject({ job_id: 'b', 'score.a.a': null, 'score.b.b': 0.5 })
  })
})
