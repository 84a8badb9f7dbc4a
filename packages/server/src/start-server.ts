/** Starts the server on a port, over one data directory; everything a person or another program needs to begin. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { NemoClient } from '@evalflow/client'
import type { Hono } from 'hono'
import { composeServer } from './compose-server.ts'
import { serverErrors } from './errors.ts'
import { loadComponents, toSpecs } from './extensions/load-components.ts'
import { beginFirstRun } from './first-run/first-run.ts'
import { lockDataDir } from './process/data-dir-lock.ts'
import { giveMemoryBackWhenIdle } from './process/give-memory-back.ts'
import { readLastPort, writeLastPort } from './process/last-port.ts'
import { listen, type Listening } from './process/listen.ts'
import { createLog } from './process/log.ts'
import { createParts } from './parts.ts'
import { isLoopback } from './security/hosts.ts'
import { VERSION } from './version.ts'

export const DEFAULT_PORT = 8377
const MIN_TOKEN_LENGTH = 16

export interface StartOptions {
  /** Default `EVALFLOW_DATA_DIR`, else `~/.evalflow`. */
  dataDir?: string
  /** Default 8377; 0 takes any free one. */
  port?: number
  /** Default 127.0.0.1. Anything that is not loopback needs a token. */
  host?: string
  /** Names, beside loopback, that clients may use for this server. */
  allowedHosts?: readonly string[]
  /** Default `EVALFLOW_MODELS_DIR`, else `~/.cache/evalflow/models`. */
  modelsDir?: string
  /** Folder of the built Studio; without it only the API answers. */
  studioDir?: string
  /** Modules with components of third parties: files or installed packages, seen from `componentsFrom`. */
  components?: readonly string[]
  /** Default: the working directory. */
  componentsFrom?: string
  token?: string
  logLevel?: string
  /** Makes the example flow when there is no flow at all. Default true. */
  firstRun?: boolean
}

export interface RunningServer {
  url: string
  port: number
  dataDir: string
  /** Stops taking requests, lets running work come to a safe point, and gives the data directory back. */
  close: () => Promise<void>
}

/** @throws ServerError `data_dir_in_use`, `port_in_use`, `bad_component`, `token_required`, `data_dir_unusable` */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1'
  const token = options.token || undefined
  if (!isLoopback(host) && (token === undefined || token.length < MIN_TOKEN_LENGTH))
    throw serverErrors.tokenRequired(host)
  const dataDir = options.dataDir ?? process.env['EVALFLOW_DATA_DIR'] ?? join(homedir(), '.evalflow')
  const modelsDir =
    options.modelsDir ?? process.env['EVALFLOW_MODELS_DIR'] ?? join(homedir(), '.cache', 'evalflow', 'models')
  const now = () => new Date()
  const log = createLog(options.logLevel)
  const unlock = lockDataDir(dataDir, now)
  const undo: (() => Promise<void>)[] = [async () => unlock()]
  try {
    const components = await loadComponents(options.components ?? [], options.componentsFrom ?? process.cwd())
    const parts = createParts({ modelsDir, components })
    let url = ''
    const server = await composeServer(
      {
        dataDir,
        host,
        token,
        studioDir: options.studioDir,
        componentSpecs: toSpecs(components),
        version: VERSION,
        log,
        now,
        url: () => url,
        hub: readHubLimits(process.env['EVALFLOW_HUB_MAX_BYTES']),
        ...(options.allowedHosts ? { allowedHosts: options.allowedHosts } : {}),
      },
      parts,
    )
    undo.unshift(() => server.close())
    const listening = await listenOn(server.app, { host, port: options.port ?? DEFAULT_PORT, dataDir })
    undo.unshift(() => listening.close())
    undo.unshift(() => server.stopWork())
    url = `http://${toUrlHost(host)}:${listening.port}`
    await server.jobs.resume()
    await server.runs.resume()
    await server.configs.start()
    server.setReady(true)
    if (options.firstRun !== false) {
      const nemo = new NemoClient({ baseURL: url, token: server.own().token })
      const stop = new AbortController()
      undo.unshift(async () => stop.abort())
      await beginFirstRun({ ...server, inference: parts.inference, nemo, log }, stop.signal)
    }
    const stopGiving = giveMemoryBackWhenIdle()
    undo.unshift(async () => stopGiving())
    let closing: Promise<void> | undefined
    const close = () => (closing ??= runAll(undo))
    return { url, port: listening.port, dataDir, close }
  } catch (error) {
    await runAll(undo)
    throw error
  }
}

async function listenOn(
  app: Hono,
  { host, port, dataDir }: { host: string; port: number; dataDir: string },
): Promise<Listening> {
  const last = port === 0 ? readLastPort(dataDir) : undefined
  const again = last === undefined ? undefined : await listen(app, { host, port: last }).catch(() => undefined)
  const listening = again ?? (await listen(app, { host, port }))
  writeLastPort(dataDir, listening.port)
  return listening
}

async function runAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of steps) await step()
}

/** What to write into an address to reach a server bound to `host` from this machine. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** @throws ServerError `bad_setting` */
function readHubLimits(maxBytes: string | undefined): { maxBytes?: number } {
  if (maxBytes === undefined || maxBytes === '') return {}
  if (!/^[1-9]\d*$/.test(maxBytes))
    throw serverErrors.badSetting('EVALFLOW_HUB_MAX_BYTES', maxBytes, 'a number of bytes')
  return { maxBytes: Number(maxBytes) }
}
