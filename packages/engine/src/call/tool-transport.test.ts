import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { type ToolRequest, createToolTransport } from './tool-transport.ts'

async function startTool(): Promise<{ origin: string; seen: string[] }> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    seen.push(`${request.method} ${url}`)
    if (url.startsWith('/slow')) return
    if (url.startsWith('/away')) response.writeHead(302, { location: 'http://169.254.169.254/' })
    response.end(url.startsWith('/long') ? 'x'.repeat(5_000) : 'done')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const toRequest = (url: string, more: Partial<ToolRequest> = {}): ToolRequest => ({
  url: new URL(url),
  method: 'GET',
  headers: {},
  timeoutMs: 2_000,
  maxBytes: 1_000,
  signal: new AbortController().signal,
  ...more,
})

it('asks allowed origins alone, with size limit and deadline, and follows no redirect', async () => {
  const { origin, seen } = await startTool()
  const transport = createToolTransport(new Set([origin, 'http://169.254.169.254']))
  onTestFinished(() => transport.close())

  expect(await transport.send(toRequest(`${origin}/ok`))).toMatchObject({ status: 200, text: 'done' })
  expect(await transport.send(toRequest(`${origin}/away`))).toMatchObject({ status: 302 })
  expect(await transport.send(toRequest(`${origin}/long`))).toMatchObject({ fault: 'too_large' })
  expect(await transport.send(toRequest(`${origin}/slow`, { timeoutMs: 50 }))).toMatchObject({ fault: 'timed_out' })
  expect(await transport.send(toRequest('http://127.0.0.1:9/ok'))).toMatchObject({ fault: 'origin_not_allowed' })
  expect(await transport.send(toRequest('http://169.254.169.254/x'))).toMatchObject({ fault: 'address_blocked' })
  expect(seen).toEqual(['GET /ok', 'GET /away', 'GET /long', 'GET /slow'])
})

it('rejects with the reason of the signal', async () => {
  const { origin } = await startTool()
  const transport = createToolTransport(new Set([origin]))
  onTestFinished(() => transport.close())
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Error('run stopped')), 20)

  await expect(transport.send(toRequest(`${origin}/slow`, { signal: stop.signal }))).rejects.toThrow('run stopped')
})
