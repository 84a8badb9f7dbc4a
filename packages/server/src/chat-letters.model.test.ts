/**
 * MMLU asked for letters by chat, with a real, small model over the real server. What is checked is that the scores are the
 * model's own log-probabilities; it is too small to be right often. Skipped without EVALFLOW_TEST_MODEL_DIR, as the title says.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NemoClient, StudioClient } from '@evalflow/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type RunningServer } from './start-server.ts'

const modelsDir = process.env['EVALFLOW_TEST_MODEL_DIR']
const title = modelsDir
  ? 'smollm2-135m asked for letters'
  : 'smollm2-135m asked for letters (skipped: EVALFLOW_TEST_MODEL_DIR is not set)'
const MODEL = 'smollm2-135m'
const NAME = 'mmlu_anatomy_chat_letters'
const LETTERS = ['A', 'B', 'C', 'D']
const REPO = { namespace: 'default', name: 'anatomy' }
const ROWS = [
  { question: 'Which organ collects urine?', choices: ['Bladder', 'Kidney', 'Ureter', 'Urethra'], answer: 0 },
  { question: 'Which organ pumps blood?', choices: ['Liver', 'Heart', 'Lung', 'Skin'], answer: 1 },
  { question: 'Which of these is a bone?', choices: ['Iris', 'Aorta', 'Femur', 'Colon'], answer: 2 },
]

interface Reply {
  choices: { logprobs: { content: { top_logprobs: { token: string; logprob: number }[] }[] } }[]
}

describe.skipIf(!modelsDir)(title, { timeout: 240_000 }, () => {
  let server: RunningServer
  let studio: StudioClient
  const folder = mkdtempSync(join(tmpdir(), 'evalflow-letters-'))

  beforeAll(async () => {
    const dataDir = join(folder, 'data')
    server = await startServer({ port: 0, dataDir, modelsDir: modelsDir ?? '', logLevel: 'silent', firstRun: false })
    studio = new StudioClient({ baseURL: server.url })
    const { dataStore } = new NemoClient({ baseURL: server.url })
    await dataStore.createRepo(REPO)
    const content = ROWS.map((row) => JSON.stringify(row)).join('\n')
    await dataStore.uploadFiles(REPO, [{ path: 'test.jsonl', content }])
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function post(path: string, body: object): Promise<unknown> {
    const answer = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    expect(answer.status, text).toBeLessThan(300)
    return JSON.parse(text)
  }

  it('gives the letters’ log-probabilities as the model’s own first token has them, under its own name', async () => {
    const dataset = { files_url: 'hf://datasets/default/anatomy' }
    const config = {
      type: 'lm_eval_harness',
      namespace: 'default',
      params: { parallelism: 2, extra: { fallback: 'letters', apply_chat_template: true } },
      tasks: { mmlu_anatomy: { type: 'mmlu_anatomy', dataset } },
    }

    const { id } = (await post('/v1/evaluation/jobs', { config, target: { type: 'model', model: MODEL } })) as {
      id: string
    }
    await expect
      .poll(async () => (await studio.job(id)).status, { timeout: 200_000, interval: 250 })
      .toMatch(/completed|failed/)

    const job = await studio.job(id)
    expect(job.status, job.message ?? '').toBe('completed')
    expect(job.progress?.scores.map(({ task, metric }) => [task, metric])).toEqual(
      ['acc_chat_letters', 'letter_mass', 'letters_missing', 'no_letter'].map((metric) => [NAME, metric]),
    )
    expect(job.progress?.pipelines?.[0]).toMatchObject({ task: NAME, pipeline: 'chat-letters' })
    expect(job.progress?.warnings.join()).toContain('which is not the benchmark "mmlu_anatomy"')
    // an instructed model mostly begins with a letter, so that there is something to compare
    const mass = job.progress?.scores.find(({ metric }) => metric === 'letter_mass')?.value
    expect(mass).toBeGreaterThan(0.05)
    for (const index of ROWS.keys()) {
      const { prompt, answer } = await studio.sample(id, NAME, index)
      const body = { model: MODEL, messages: prompt, max_tokens: 1, temperature: 0, logprobs: true, top_logprobs: 20 }
      const reply = (await post('/nim/v1/chat/completions', body)) as Reply
      const top = reply.choices[0]?.logprobs.content[0]?.top_logprobs ?? []
      const expected = LETTERS.map((letter) => {
        const mass = top.filter(({ token }) => token.trim() === letter).map(({ logprob }) => Math.exp(logprob))
        return mass.length === 0 ? null : expect.closeTo(Math.log(mass.reduce((a, b) => a + b)), 4)
      })
      expect(top).toHaveLength(20)
      expect((answer as { log_likelihoods: (number | null)[] }).log_likelihoods).toEqual(expected)
    }
  })
})
