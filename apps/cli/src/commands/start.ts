/** `evalflow start`: the server, Studio and, on first use, the default model. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startServer, type RunningServer } from '@evalflow/server'
import { StudioClient } from '@evalflow/client'
import { CommandError, EXIT } from '../exit-codes.ts'

const DEFAULT_MODEL = 'smollm2-135m-instruct'
const POLL_MS = 1000

interface StartOptions {
  port: string
  host: string
  dataDir?: string
  token?: string
  component?: string[]
  open: boolean
  pull: boolean
}

/** Runs until it is stopped by a signal. */
export async function start(options: StartOptions): Promise<number> {
  const port = Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CommandError(`Port "${options.port}" is not a number from 0 to 65535.`, EXIT.usage)
  }
  const studioDir = findStudio()
  const server = await startServer({
    port,
    host: options.host,
    ...(options.dataDir ? { dataDir: options.dataDir } : {}),
    ...(options.token ? { token: options.token } : {}),
    ...(studioDir ? { studioDir } : {}),
    ...(options.component ? { components: options.component } : {}),
  })
  const address = options.token ? `${server.url}/login?token=${encodeURIComponent(options.token)}` : server.url
  process.stdout.write(`Evalflow is ready: ${address}\n`)
  if (!studioDir)
    process.stdout.write('Studio is not built here; the API answers. In a clone, "npm start" builds it.\n')
  if (options.open) openBrowser(address)
  const stopping = new AbortController()
  if (options.pull) void pullDefaultModel(server, options.token, stopping.signal)
  await waitForSignal()
  stopping.abort()
  process.stdout.write('Stopping; what runs goes on at the next start.\n')
  await server.close()
  return EXIT.ok
}

/** Beside the bundled command, or in a clone that was built. */
function findStudio(): string | undefined {
  const places = [join(import.meta.dirname, 'studio'), join(import.meta.dirname, '../../../studio/dist')]
  // the bundler may put this file into a folder of chunks
  places.push(join(import.meta.dirname, '../studio'))
  return places.find((place) => existsSync(join(place, 'index.html')))
}

/** Opens the page where there is a screen to show it; nothing happens, and nothing fails, where there is none. */
function openBrowser(address: string): void {
  const hasScreen =
    process.platform === 'darwin' ||
    process.platform === 'win32' ||
    process.env['DISPLAY'] ||
    process.env['WAYLAND_DISPLAY']
  if (!hasScreen || process.env['CI']) return
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['explorer', address]
        : ['xdg-open', address]
  if (command === undefined) return
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}

/** Says what it does. Without a network it says so, and the server goes on with the baseline models. */
async function pullDefaultModel(server: RunningServer, token: string | undefined, signal: AbortSignal): Promise<void> {
  const client = new StudioClient({ baseURL: server.url, ...(token ? { token } : {}) })
  try {
    let model = (await client.models({ page_size: 200 })).data.find(({ id }) => id === DEFAULT_MODEL)
    if (!model || model.state === 'ready') return
    process.stdout.write(`Fetching the local model ${model.label} (once, about 100 MB); Studio works meanwhile.\n`)
    await client.pullModel(DEFAULT_MODEL)
    let shown = -1
    do {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      model = (await client.models({ page_size: 200 }, { signal })).data.find(({ id }) => id === DEFAULT_MODEL)
      const percent = Math.floor((model?.progress ?? 0) / 10) * 10
      if (model?.state === 'pulling' && percent > shown) process.stdout.write(`  ${(shown = percent)} %\n`)
    } while (model?.state === 'pulling' && !signal.aborted)
    if (model?.state === 'ready') process.stdout.write(`Model ${model.label} is ready.\n`)
    else if (!signal.aborted) {
      process.stdout.write(
        `The local model could not be fetched (${model?.detail ?? 'no reason given'}). Baseline models work; try again with "evalflow models pull ${DEFAULT_MODEL}".\n`,
      )
    }
  } catch (error) {
    if (!signal.aborted)
      process.stderr.write(
        `evalflow: the local model was not fetched: ${error instanceof Error ? error.message : String(error)}\n`,
      )
  }
}

function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    let count = 0
    const onSignal = () => {
      count += 1
      // a second Ctrl-C means now; the journal makes that safe
      if (count > 1) process.exit(EXIT.interrupted)
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  })
}
