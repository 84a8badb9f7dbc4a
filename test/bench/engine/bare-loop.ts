/**
 * What the engine is measured against: an undici loop that sends the same requests, reads the answers and compares
 * them; no journal, no retries, no figures.
 */
import { Pool } from 'undici'
import { toBody, toPrompt } from './rows.ts'

export async function runBareLoop(baseUrl: string, rows: number, concurrency: number): Promise<number> {
  const url = new URL(`${baseUrl}/chat/completions`)
  const pool = new Pool(url.origin, { connections: concurrency, pipelining: 1 })
  let next = 0
  let right = 0
  const work = async () => {
    while (next < rows) {
      const prompt = toPrompt(next++)
      const response = await pool.request({
        path: url.pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(toBody(prompt)),
      })
      const body = (await response.body.json()) as { choices: { message: { content: string } }[] }
      if (body.choices[0]?.message.content === prompt) right++
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  await pool.close()
  return right
}
