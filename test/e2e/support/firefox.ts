/**
 * A stock Firefox, driven over WebDriver BiDi: Playwright has a build of its own, and asks of others what an ESR does not
 * know yet. Only what a smoke test of the canvas needs.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, letters, type Point, toKeyDowns } from './canvas-browser.ts'

const PLACES = [process.env['FIREFOX'], '/usr/bin/firefox-esr', '/usr/bin/firefox']
const START_MS = 60_000
const VIEWPORT = { width: 1280, height: 800 }
export const findFirefox = (): string | undefined => PLACES.find((path) => path !== undefined && existsSync(path))

export async function launchFirefox(path: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'evalflow-firefox-'))
  const child = spawn(path, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const socket = await connect(await addressOf(child))
  const errors: string[] = []
  const send = createSender(socket, (method, params) => {
    if (method === 'log.entryAdded' && params['level'] === 'error') errors.push(String(params['text']))
  })
  await send('session.new', { capabilities: {} })
  await send('session.subscribe', { events: ['log.entryAdded'] })
  const { context } = await send('browsingContext.create', { type: 'tab' })
  await send('browsingContext.setViewport', { context, viewport: VIEWPORT })
  const perform = async (type: 'pointer' | 'key', actions: object[]) => {
    await send('input.performActions', { context, actions: [{ type, id: type, actions }] })
  }
  const move = ({ x, y }: Point, duration = 0) => ({
    type: 'pointerMove',
    x: Math.round(x),
    y: Math.round(y),
    duration,
  })
  const [down, up] = [
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ]
  return {
    errors: async () => errors,
    goto: async (url) => void (await send('browsingContext.navigate', { context, url, wait: 'complete' })),
    evaluate: async (expression) => {
      const { result, exceptionDetails } = await send('script.evaluate', {
        expression: `Promise.resolve(${expression}).then(JSON.stringify)`,
        target: { context },
        awaitPromise: true,
      })
      if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails).slice(0, 300)}`)
      const text = (result as { value?: string } | undefined)?.value
      return text === undefined ? undefined : JSON.parse(text)
    },
    drag: (from, to) => {
      const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
      return perform('pointer', [move(from), down, move(middle, 80), move(to, 80), move(to, 40), up])
    },
    click: (at) => perform('pointer', [move(at), down, up]),
    press: (keys) => perform('key', toKeyDowns(keys)),
    type: (text) => perform('key', letters(text)),
    screenshot: async () => {
      const { data } = await send('browsingContext.captureScreenshot', { context })
      return Buffer.from(String(data), 'base64')
    },
    close: async () => {
      await send('browser.close', {}).catch(() => undefined)
      socket.close()
      if (child.exitCode === null) child.kill('SIGKILL')
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`Firefox named no address. It printed:\n${printed}`))
    }, START_MS)
    child.stderr?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(printed)?.[1]
      if (!found) return
      clearTimeout(timer)
      resolve(`${found}/session`)
    })
  })
}

function connect(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address)
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket), { once: true })
    socket.addEventListener('error', () => reject(new Error(`No answer at ${address}.`)), { once: true })
  })
}

type Params = Record<string, unknown>

function createSender(socket: WebSocket, onEvent: (method: string, params: Params) => void) {
  const waiting = new Map<number, { resolve: (result: Params) => void; reject: (error: Error) => void }>()
  let last = 0
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as {
      id?: number
      method?: string
      params?: Params
      result?: Params
      error?: string
      message?: string
    }
    if (message.method !== undefined) return onEvent(message.method, message.params ?? {})
    const call = waiting.get(message.id ?? -1)
    waiting.delete(message.id ?? -1)
    if (message.error === undefined) call?.resolve(message.result ?? {})
    else call?.reject(new Error(`${message.error}: ${message.message}`))
  })
  return (method: string, params: object): Promise<Params> => {
    const id = (last += 1)
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }))
    })
  }
}
