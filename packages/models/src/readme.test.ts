import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import * as models from './index.ts'

it('runs the example of the README', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const example = /```ts\n(.*?)```/su.exec(readme)?.[1]?.replace(/^import .*$/mu, '') ?? ''
  const { createInference } = models
  // the example's steps, as written there
  const inference = createInference({ modelsDir: '/tmp/models' })
  const response = await inference.fetch(
    new Request('http://localhost/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: 'baseline-echo', messages: [{ role: 'user', content: 'Hello' }] }),
    }),
  )
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] }
  await inference.close()

  expect(choices[0]?.message.content).toBe('Hello')
  const source = (await readFile(new URL(import.meta.url), 'utf8')).replaceAll(/\s/gu, '')
  for (const line of example.split('\n').filter((text) => text.trim() && !text.includes('choices }'))) {
    expect(source).toContain(line.replaceAll(/\s/gu, ''))
  }
})
