/** A platform for route tests: SQLite in memory, blobs in a fresh folder, a job control that only takes notes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EvaluationJob, EvaluationJobCreate, EvaluationStatusDetails } from '@evalflow/contract'
import type { Hono } from 'hono'
import { openBlobStore } from '../blobs/blob-store.ts'
import { openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import type { PlatformDeps } from './deps.ts'
import { createRandomId } from './ids.ts'
import { createPlatform } from './platform.ts'
import { platformMigrations } from './schema.ts'
import { mapSecrets } from './secrets.ts'

export interface TestPlatform {
  readonly app: Hono
  readonly deps: PlatformDeps
  readonly launched: EvaluationJob[]
  readonly lived: EvaluationJobCreate[]
  readonly removed: string[]
  /** Live figures of a job, as a running one has them. */
  readonly statuses: Map<string, EvaluationStatusDetails>
  /** Makes the next `launch` fail with this. */
  failLaunch: Error | undefined
  send(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // tests look into answers freely; what they find is what they assert
  readonly json: Record<string, unknown>
}

export async function openTestPlatform(overrides: Partial<PlatformDeps> = {}): Promise<TestPlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'evalflow-platform-'))
  const database = openDatabase(':memory:')
  migrate(database.sqlite, platformMigrations)
  const launched: EvaluationJob[] = []
  const lived: EvaluationJobCreate[] = []
  const removed: string[] = []
  const statuses = new Map<string, EvaluationStatusDetails>()
  let time = Date.parse('2026-01-01T00:00:00Z')
  const deps: PlatformDeps = {
    db: database.db,
    blobs: await openBlobStore(join(folder, 'blobs')),
    // every look at the clock is a second later, so that times differ and can be known
    clock: () => new Date((time += 1000)),
    randomId: createRandomId,
    publicUrl: () => 'http://platform.test',
    secrets: {
      seal: (document) => mapSecrets(document, (secret) => `sealed(${secret})`),
      open: (document) => mapSecrets(document, (secret) => /^sealed\((.*)\)$/s.exec(secret)?.[1] ?? secret),
    },
    jobs: {
      launch: async (job) => {
        if (platform.failLaunch) throw platform.failLaunch
        launched.push(job)
      },
      cancel: async () => undefined,
      remove: async (id) => void removed.push(id),
      status: (id) => statuses.get(id) ?? null,
      results: () => null,
      logs: async (id) => `log of ${id}\n`,
      archive: async () => new Blob(['PK']).stream(),
      live: async (body) => {
        lived.push(body)
        return { status: 'completed', status_details: { progress: 100 } }
      },
    },
    ...overrides,
  }
  const app = createPlatform(deps)
  const platform: TestPlatform = {
    app,
    deps,
    launched,
    lived,
    removed,
    statuses,
    failLaunch: undefined,
    async send(method, url, body, headers = {}) {
      const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream
      const type = body === undefined || isRaw ? {} : { 'content-type': 'application/json' }
      // `duplex` is what Node needs to send a stream; the type of the DOM lacks it
      const init: RequestInit & { duplex: 'half' } = { method, headers: { ...type, ...headers }, duplex: 'half' }
      if (body !== undefined) init.body = isRaw ? (body as BodyInit) : JSON.stringify(body)
      const response = await app.request(`http://platform.test${url}`, init)
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: parseObject(text) }
    },
    async close() {
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return platform
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {} // not every answer is JSON; `text` has it
  }
}
