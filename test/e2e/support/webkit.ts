/**
 * WebKit as GTK has it, driven over W3C WebDriver: `webkit2gtk-driver` of Debian brings WebKitWebDriver and MiniBrowser.
 * Without a display it runs in `xvfb-run`. Only what the walk over the canvas needs.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { type Browser, letters, type Point, toKeyDowns } from './canvas-browser.ts'

const DRIVERS = [process.env['WEBKIT_DRIVER'], '/usr/bin/WebKitWebDriver']
const BROWSERS = '/usr/lib/*/webkit2gtk-4.*/MiniBrowser'
const XVFB = '/usr/bin/xvfb-run'
const START_MS = 30_000
const WINDOW = { width: 1280, height: 838 }

export const findWebkit = (): string | undefined => {
  const driver = DRIVERS.find((path) => path !== undefined && existsSync(path))
  const hasDisplay = process.env['DISPLAY'] !== undefined || existsSync(XVFB)
  return hasDisplay && globSync(BROWSERS).length > 0 ? driver : undefined
}

export async function launchWebkit(driver: string): Promise<Browser> {
  const port = await freePort()
  const child = startDriver(driver, port)
  const ask = createAsk(`http://127.0.0.1:${port}`)
  await untilReady(ask, child)
  const options = { binary: globSync(BROWSERS)[0], args: ['--automation'] }
  const session = await ask<{ sessionId: string }>('POST', '/session', {
    // loads are waited for below: the driver's own wait may last half a minute after a page is there
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options, pageLoadStrategy: 'none' } },
  })
  const at = `/session/${session.sessionId}`
  const errors: string[] = []
  const run = (script: string) => ask<unknown>('POST', `${at}/execute/sync`, { script, args: [] })
  // synchronous: an asynchronous script that a navigation ends is only given up after its time limit
  const evaluate = (expression: string) => run(`return (${expression}) ?? null`)
  const perform = (type: 'pointer' | 'key', actions: object[]) =>
    ask<void>('POST', `${at}/actions`, {
      actions: [{ type, id: type, ...(type === 'pointer' ? { parameters: { pointerType: 'mouse' } } : {}), actions }],
    })
  const move = ({ x, y }: Point, duration = 0) => ({
    type: 'pointerMove',
    x: Math.round(x),
    y: Math.round(y),
    duration,
    origin: 'viewport',
  })
  const [down, up] = [
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ]
  await ask('POST', `${at}/window/rect`, WINDOW)
  return {
    goto: async (url) => {
      await run('window.__left = true')
      await ask('POST', `${at}/url`, { url })
      await untilTrue(() => run('return !window.__left && document.readyState === "complete"'))
      // WebDriver has no console: what goes wrong after the load is collected in the page
      await run(
        'window.__errors = []; addEventListener("error", (event) => __errors.push(event.message)); addEventListener("unhandledrejection", (event) => __errors.push(String(event.reason)))',
      )
    },
    evaluate,
    errors: async () => [...errors, ...((await run('return window.__errors ?? []')) as string[])],
    drag: (from, to) => {
      const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
      return perform('pointer', [move(from), down, move(middle, 80), move(to, 80), move(to, 40), up])
    },
    click: (point) => perform('pointer', [move(point), down, up]),
    press: (keys) => perform('key', toKeyDowns(keys)),
    type: (text) => perform('key', letters(text)),
    screenshot: async () => Buffer.from(await ask<string>('GET', `${at}/screenshot`), 'base64'),
    close: async () => {
      await ask('DELETE', at).catch(() => undefined)
      endGroup(child)
    },
  }
}

/** In a process group of its own: `xvfb-run` is a script, which does not end what it started. */
function startDriver(driver: string, port: number): ChildProcess {
  const [command, args] =
    process.env['DISPLAY'] === undefined
      ? [XVFB, ['-a', '-s', '-screen 0 1600x1200x24', driver, `--port=${port}`]]
      : [driver, [`--port=${port}`]]
  // without a graphics card the shared-memory renderer is the one that paints
  const env = { ...process.env, GDK_BACKEND: 'x11', WEBKIT_DISABLE_DMABUF_RENDERER: '1' }
  return spawn(command, args, { env, stdio: 'ignore', detached: true })
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return
  process.kill(-child.pid, 'SIGKILL')
}

type Ask = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<T>

/** Each call on a connection of its own: on one that is used again the driver may not answer for half a minute. */
function createAsk(base: string): Ask {
  return async <T>(method: string, path: string, body?: object) => {
    const { status, text } = await send(method, base + path, body === undefined ? undefined : JSON.stringify(body))
    const { value } = JSON.parse(text) as { value: T & { error?: string; message?: string } }
    if (status !== 200) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }
}

function send(method: string, url: string, body = ''): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(parts).toString() }))
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

async function untilReady(ask: Ask, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS
  while (Date.now() < until) {
    const status = await ask<{ ready: boolean }>('GET', '/status').catch(() => undefined)
    if (status?.ready) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  endGroup(child)
  throw new Error(`WebKitWebDriver was not ready within ${START_MS} ms.`)
}

async function untilTrue(check: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + START_MS
  while (Date.now() < until) {
    // between two pages there is none to ask
    if ((await check().catch(() => false)) === true) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`The page was not loaded within ${START_MS} ms.`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}
