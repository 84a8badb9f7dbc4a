/**
 * Embeddings of a real encoder against vectors computed by NumPy from the same weights. `node test/encoder/prepare.ts DIR`
 * makes the files; the test runner does so and sets EVALFLOW_TEST_ENCODER_DIR. Without it these tests are skipped.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createInference, type Inference } from './index.ts'

const dir = process.env['EVALFLOW_TEST_ENCODER_DIR']
const title = dir ? 'all-minilm-l6-v2' : 'all-minilm-l6-v2 (skipped: EVALFLOW_TEST_ENCODER_DIR is not set)'
const model = 'all-minilm-l6-v2'

const referenceSchema = z.array(z.object({ text: z.string(), tokens: z.array(z.int()), vector: z.array(z.number()) }))
const answerSchema = z.object({
  data: z.array(z.object({ index: z.int(), embedding: z.union([z.array(z.number()), z.string()]) })),
  usage: z.object({ prompt_tokens: z.int() }),
})

const tokenAnswerSchema = z.object({
  data: z.array(z.object({ tokens: z.array(z.int()), embedding: z.array(z.array(z.number())) })),
  special_tokens: z.array(z.int()),
  layer: z.int(),
  layers: z.int(),
})

/** Of unit vectors. */
const cosine = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0)

describe.skipIf(!dir)(title, { timeout: 60_000 }, () => {
  let inference: Inference
  let reference: z.infer<typeof referenceSchema>

  beforeAll(async () => {
    inference = createInference({ modelsDir: dir ?? '', threads: 1 })
    reference = referenceSchema.parse(JSON.parse(await readFile(join(dir ?? '', 'reference.json'), 'utf8')))
  })
  afterAll(() => inference.close())

  async function embed(input: readonly string[], more: object = {}) {
    const init = { method: 'POST', body: JSON.stringify({ model, input, ...more }) }
    const response = await inference.fetch(new Request('http://localhost/v1/embeddings', init))
    return answerSchema.parse(await response.json())
  }

  it('gives the vectors and token counts of the reference', async () => {
    const { data, usage } = await embed(reference.map(({ text }) => text))

    expect(reference.length).toBeGreaterThan(8)
    for (const [i, { text, vector }] of reference.entries()) {
      const found = data[i]?.embedding
      expect(found).toHaveLength(384)
      expect(Array.isArray(found) ? cosine(found, vector) : NaN, text).toBeGreaterThan(0.999)
    }
    expect(usage.prompt_tokens).toBe(reference.reduce((sum, { tokens }) => sum + tokens.length, 0))
  })

  it('packs the same vectors as base64', async () => {
    const [first] = reference
    const { data } = await embed([first?.text ?? ''], { encoding_format: 'base64' })

    const packed = Buffer.from(String(data[0]?.embedding), 'base64')
    const vector = Array.from({ length: packed.length / 4 }, (_, i) => packed.readFloatLE(i * 4))
    expect(cosine(vector, first?.vector ?? [])).toBeGreaterThan(0.999)
  })

  it('gives a vector per token at any layer; of the last they make the vector of the text', async () => {
    const [first] = reference
    const ask = async (more: object) => {
      const body = JSON.stringify({ model, input: first?.text, pooling: 'none', ...more })
      const response = await inference.fetch(new Request('http://localhost/v1/embeddings', { method: 'POST', body }))
      return { status: response.status, body: await response.json() }
    }
    const last = tokenAnswerSchema.parse((await ask({})).body)
    const third = tokenAnswerSchema.parse((await ask({ layer: 3 })).body)

    const vectors = last.data[0]?.embedding ?? []
    const sums = vectors[0]?.map((_, i) => vectors.reduce((sum, vector) => sum + (vector[i] ?? NaN), 0)) ?? []
    const length = Math.hypot(...sums)
    // 64-bit sums over 32-bit weights on both sides, and the same GELU: the rest is an erf of 1.5e-7
    for (const [i, expected] of (first?.vector ?? []).entries())
      expect((sums[i] ?? NaN) / length).toBeCloseTo(expected, 6)
    expect(last.data[0]?.tokens).toEqual(first?.tokens)
    expect(last).toMatchObject({ special_tokens: [101, 102], layer: 6, layers: 6 })
    expect(third.data[0]?.embedding[0]).not.toEqual(vectors[0])
    expect(await ask({ layer: 7 })).toMatchObject({ status: 400, body: { error: { param: 'layer' } } })
  })

  it('says what its vectors depend on', async () => {
    expect(await inference.describeEncoder(model)).toEqual({
      pooling: 'mean',
      layers: 6,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await inference.describeEncoder('baseline-echo')).toBeUndefined()
  })
})
