/** A local HTTP server for the tests of this package: records requests, answers what the test says. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface ScriptedAnswer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly json?: unknown
  readonly text?: string
  /** Never answers. */
  readonly hang?: boolean
  /** Closes the connection instead of answering. */
  readonly drop?: boolean
}

export interface TestServer {
  readonly url: string
  readonly seen: SeenRequest[]
  close(): Promise<void>
}

export async function startTestServer(
  answer: (request: SeenRequest, count: number) => ScriptedAnswer,
): Promise<TestServer> {
  const seen: SeenRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const record = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      }
      seen.push(record)
      const { status = 200, headers = {}, json, text, hang, drop } = answer(record, seen.length)
      if (hang) return
      if (drop) return request.socket.destroy()
      response.writeHead(status, { 'content-type': json === undefined ? 'text/plain' : 'application/json', ...headers })
      response.end(json === undefined ? text : JSON.stringify(json))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
