import { describe, expect, it, onTestFinished } from 'vitest'
import { type Script, startScriptedEndpoint } from './index.ts'

async function start(script?: Script) {
  const server = await startScriptedEndpoint(script ? { script } : {})
  onTestFinished(() => server.close())
  const post = (path: string, body: Record<string, unknown>) =>
    fetch(server.url + path, { method: 'POST', body: JSON.stringify(body), redirect: 'manual' })
  return { server, post }
}

const chat = (content: string, more: Record<string, unknown> = {}) => ({
  model: 'm',
  messages: [{ role: 'user', content }],
  ...more,
})

describe('startScriptedEndpoint', () => {
  it('runs the example of the README', async () => {
    const server = await startScriptedEndpoint({
      script: (request) =>
        request.repeat === 0
          ? { fault: { kind: 'status', status: 429, retryAfter: '1' } }
          : { text: `got ${request.prompt}` },
    })
    onTestFinished(() => server.close())
    const ask = () => fetch(`${server.url}/chat/completions`, { method: 'POST', body: JSON.stringify(chat('a')) })

    const first = await ask()
    const second = (await (await ask()).json()) as { choices: { message: { content: string } }[] }

    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '1'])
    expect(second.choices[0]?.message.content).toBe('got a')
    expect(server.stats).toMatchObject({ requests: 2, maxInFlight: 1 })
  })

  it('speaks completions and embeddings', async () => {
    const { post } = await start(() => ({ text: ['x', 'y'], embedding: [0.5, 0.5] }))

    const completion = await (await post('/completions', { model: 'm', prompt: 'p' })).json()
    const embedding = await (await post('/embeddings', { model: 'm', input: ['a', 'b'] })).json()

    expect(completion).toMatchObject({ object: 'text_completion', choices: [{ text: 'x' }, { text: 'y' }] })
    expect(embedding).toMatchObject({ object: 'list', data: [{ embedding: [0.5, 0.5] }, { index: 1 }] })
  })

  it('streams a role, one chunk per word, the finish reason, usage and the end', async () => {
    const { post } = await start(() => ({ text: 'one two' }))

    const response = await post(
      '/chat/completions',
      chat('a', { stream: true, stream_options: { include_usage: true } }),
    )
    const events = (await response.text()).split('\n\n').filter((event) => event !== '')

    expect(events).toHaveLength(6)
    expect(events[1]).toContain('"content":"one"')
    expect(events[4]).toContain('"completion_tokens":2')
    expect(events[5]).toBe('data: [DONE]')
  })

  it.each(['reset', 'break_off'] as const)('%s makes the request fail', async (kind) => {
    const { post } = await start(() => ({ text: 'long enough', fault: { kind } }))

    const answer = post('/chat/completions', chat('a')).then((response) => response.text())

    await expect(answer).rejects.toThrow()
  })

  it('counts prompts, repeats and requests in flight', async () => {
    const { server, post } = await start((request) => ({ text: 'x', delayMs: request.number < 3 ? 20 : 0 }))

    await Promise.all([
      post('/chat/completions', chat('a')),
      post('/chat/completions', chat('a')),
      post('/chat/completions', chat('b')),
    ])

    expect(server.stats).toMatchObject({ requests: 3, maxInFlight: 3 })
    expect([...server.stats.byPrompt].toSorted()).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    expect(server.stats.recent.map((request) => request.number)).toEqual([0, 1, 2])
  })
})
