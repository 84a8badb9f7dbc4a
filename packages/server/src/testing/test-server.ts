/** A whole server in a temporary folder, asked in process. Evaluations and components are scripted by the test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInference } from '@evalflow/models'
import { composeServer, type ComposedServer, type ComposeOptions } from '../compose-server.ts'
import { createParts } from '../parts.ts'
import { createLog } from '../process/log.ts'

type Parts = ReturnType<typeof createParts>

export interface TestServer extends ComposedServer {
  request: (path: string, init?: RequestInit & { json?: unknown }) => Promise<Response>
  dataDir: string
  /** Stops this one and starts another on the same data. */
  restart: (parts?: Partial<Parts>) => Promise<TestServer>
  stop: () => Promise<void>
}

export interface TestServerOptions {
  parts?: Partial<Parts>
  token?: string
  host?: string
  dataDir?: string
  now?: () => Date
  hub?: ComposeOptions['hub']
}

export async function createTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = options.dataDir ?? mkdtempSync(join(tmpdir(), 'evalflow-server-'))
  const modelsDir = join(folder, 'models')
  const parts = {
    ...createParts({ modelsDir }),
    inference: createInference({ modelsDir, env: {} }),
    ...options.parts,
  } as Parts
  const server = await composeServer(
    {
      dataDir: join(folder, 'data'),
      host: options.host ?? '127.0.0.1',
      token: options.token,
      version: '0.0.0',
      log: createLog('silent'),
      now: options.now ?? (() => new Date()),
      url: () => 'http://127.0.0.1:1',
      ...(options.hub ? { hub: options.hub } : {}),
    },
    parts,
  )
  server.setReady(true)
  const end = async () => {
    await server.stopWork()
    await server.close()
  }
  return {
    ...server,
    dataDir: join(folder, 'data'),
    request: async (path, { json, ...init } = {}) =>
      server.app.request(`http://127.0.0.1:1${path}`, {
        ...init,
        ...(json === undefined ? {} : { body: JSON.stringify(json), method: init.method ?? 'POST' }),
        headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headersOf(init) },
      }),
    restart: async (next) => {
      await end()
      return createTestServer({ ...options, dataDir: folder, parts: { ...options.parts, ...next } as Partial<Parts> })
    },
    stop: async () => {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function headersOf({ headers }: RequestInit): Record<string, string> {
  return Object.fromEntries(new Headers(headers))
}
