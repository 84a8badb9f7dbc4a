/**
 * The built command line without a browser: the same flow gives the same scores, exit codes say how it ended, one process
 * per data directory, and nobody gets in from outside without a token.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { startScriptedEndpoint } from '@evalflow/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type RunView } from './support/api.ts'
import { runCommand } from './support/cli.ts'
import { createFlow, createTemplate, type Row, toFlow } from './support/flows.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 90_000
const TOKEN = 'a-token-of-the-proofs'
/** What asks for no token: whether the server lives, and where to sign in. */
const OPEN = ['/health', '/health/live', '/health/ready', '/v1/health', '/v1/health/live', '/v1/health/ready', '/login']
const PARAMS = { parallelism: 2, max_retries: 1, request_timeout: 30 }

const folder = newDataDir()
const at = (name: string): string => join(folder, name)
const env = { EVALFLOW_MODELS_DIR: at('models') }
const args = ['--no-pull']
let product: Product

beforeAll(async () => {
  product = await startProduct(at('server'), { env, args })
})

afterAll(async () => {
  await product?.stop()
  removeDataDir(folder)
})

/** Echo gives the prompt back: right, half right in words, and wrong. */
const ROWS: readonly Row[] = [
  { prompt: 'red green', ideal_response: 'red green' },
  { prompt: 'red blue', ideal_response: 'red green' },
  { prompt: 'one two three', ideal_response: 'seven' },
  { prompt: 'four', ideal_response: 'four' },
]
const EXPECTED = { accuracy: 2 / 4, f1: (1 + 0.5 + 0 + 1) / 4 }

async function runInServer(flowId: string): Promise<RunView> {
  const { id } = await ask<{ id: string }>(`${product.url}/api/runs`, { body: { flow_id: flowId } })
  let run: RunView | undefined
  await expect
    .poll(async () => (run = await ask<RunView>(`${product.url}/api/runs/${id}`)).state, { timeout: WITHIN_MS })
    .not.toBe('running')
  if (!run) throw new Error('unreachable: the poll saw it')
  return run
}

const scoresOf = (run: RunView) => run.nodes['evaluator']?.outputs?.result?.scores ?? []
const valuesOf = (run: RunView) => Object.fromEntries(scoresOf(run).map(({ metric, value }) => [metric, value]))

describe('evalflow run', () => {
  it.each(['baseline-echo', 'baseline-nearest'])(
    'gives the scores of the server for %s, on a data directory of its own',
    { timeout: 3 * WITHIN_MS },
    async (model) => {
      const name = `same-${model}`
      await createTemplate(product.url, name, PARAMS)
      const flowId = await createFlow(product.url, toFlow(name, ROWS, { kind: 'pick', target: `model:${model}` }))
      const inServer = await runInServer(flowId)
      const file = at(`${name}.json`)
      const exported = await runCommand(['export', flowId, '--url', product.url, '--output', file], { env })

      const headless = await runCommand(['run', file, '--json', '--data-dir', at(`fresh-${model}`)], { env })

      expect([exported.code, headless.code], headless.stderr).toEqual([0, 0])
      const run = JSON.parse(headless.stdout) as RunView
      expect(run.state).toBe('done')
      expect(scoresOf(run)).toEqual(scoresOf(inServer))
      expect(scoresOf(run).map(({ n }) => n)).toEqual([ROWS.length, ROWS.length])
      if (model === 'baseline-echo') expect(valuesOf(run)).toEqual(EXPECTED)
    },
  )

  it('runs a flow stored in a server by its id', { timeout: WITHIN_MS }, async () => {
    const name = 'by-id'
    await createTemplate(product.url, name, PARAMS)
    const flowId = await createFlow(product.url, toFlow(name, ROWS, { kind: 'pick', target: 'model:baseline-echo' }))

    const { code, stdout } = await runCommand(['run', flowId, '--json', '--url', product.url], { env })

    expect(code).toBe(0)
    expect(valuesOf(JSON.parse(stdout) as RunView)).toEqual(EXPECTED)
  })
})

describe('exit codes', () => {
  it('1 and the reason when the flow failed', { timeout: WITHIN_MS }, async () => {
    const file = at('failing.json')
    writeFileSync(file, JSON.stringify(toFlow('no-such', ROWS, { kind: 'pick', target: 'model:baseline-echo' })))

    const { code, stdout, stderr } = await runCommand(['run', file, '--data-dir', at('failing')], { env })

    expect(code).toBe(1)
    expect(stdout + stderr).toContain('"default/no-such_template" is not stored')
  })

  it.each([
    ['a file that is not there', ['run', at('none.json')], 'none.json'],
    ['an unknown command', ['bogus'], 'bogus'],
    ['an unknown option', ['run', 'x', '--bogus'], '--bogus'],
    ['a port that is none', ['start', '--port', 'x'], 'Port "x"'],
  ])('2 for %s', async (_case, command, said) => {
    const { code, stderr } = await runCommand(command, { env })

    expect(code).toBe(2)
    expect(stderr).toContain(said)
  })

  it('2 for a file that is no flow', async () => {
    const file = at('no-flow.json')
    writeFileSync(file, '{"schema": "evalflow.flow/1", "nodes": 5}')

    const { code, stderr } = await runCommand(['run', file, '--data-dir', at('unused')], { env })

    expect(code).toBe(2)
    expect(stderr).toContain('no-flow.json')
  })

  it('3 when rows failed and the others have scores', { timeout: WITHIN_MS }, async () => {
    const endpoint = await startScriptedEndpoint({
      script: ({ prompt }) => (prompt === 'four' ? { fault: { kind: 'status', status: 400 } } : prompt),
    })
    const name = 'partly'
    await createTemplate(product.url, name, PARAMS)
    const target = { kind: 'endpoint' as const, url: endpoint.url, model_id: 'scripted' }
    const flowId = await createFlow(product.url, toFlow(name, ROWS, target))

    const { code, stdout } = await runCommand(['run', flowId, '--json', '--url', product.url], { env })
    await endpoint.close()

    const run = JSON.parse(stdout) as RunView
    expect(run.state).toBe('partly')
    expect(scoresOf(run).map(({ n, failed }) => [n, failed])).toEqual([
      [3, 1],
      [3, 1],
    ])
    expect(code).toBe(3)
  })
})

describe('one process for one data directory', () => {
  it('refuses the second, which names the first', { timeout: WITHIN_MS }, async () => {
    const second = await runCommand(['start', '--port', '0', '--data-dir', at('server'), '--no-open'], { env })

    expect(second.code).toBe(1)
    expect(second.stderr).toMatch(/Data directory .*server is in use by process \d+ .*--data-dir/)
    expect((await fetch(`${product.url}/health`)).status).toBe(200)
  })

  it('is taken again after a crash', { timeout: 2 * WITHIN_MS }, async () => {
    const first = await startProduct(at('crashed'), { env, args })
    await first.stop('SIGKILL')

    const again = await startProduct(at('crashed'), { env, args })

    expect((await fetch(`${again.url}/health`)).status).toBe(200)
    await again.stop()
  })
})

describe('where it listens', () => {
  it('--port 0 gives each process a port of its own', { timeout: WITHIN_MS }, async () => {
    const other = await startProduct(at('other'), { env, args })

    expect(new URL(other.url).port).not.toBe(new URL(product.url).port)
    expect(new URL(other.url).hostname).toBe('127.0.0.1')
    await other.stop()
  })

  it('EVALFLOW_PORT, EVALFLOW_HOST and EVALFLOW_DATA_DIR are honoured', { timeout: WITHIN_MS }, async () => {
    const port = await findFreePort()
    const place = { EVALFLOW_PORT: String(port), EVALFLOW_HOST: 'localhost', EVALFLOW_DATA_DIR: at('by-environment') }

    const started = await startProduct(at('by-environment'), { env: { ...env, ...place }, args, byEnvironment: true })

    expect(started.url).toBe(`http://localhost:${port}`)
    expect(readFileSync(join(at('by-environment'), 'lock'), 'utf8')).toContain('"pid"')
    await started.stop()
  })

  it('a taken port ends with 1 and says so', async () => {
    const { port } = new URL(product.url)

    const { code, stderr } = await runCommand(['start', '--port', port, '--data-dir', at('taken'), '--no-open'], {
      env,
    })

    expect(code).toBe(1)
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is taken`)
  })
})

describe('bound to more than this machine', () => {
  let open: Product
  beforeAll(async () => {
    open = await startProduct(at('open'), {
      env: { ...env, EVALFLOW_TOKEN: TOKEN },
      args: [...args, '--host', '0.0.0.0'],
    })
  })
  afterAll(() => open?.stop())

  it.each([
    ['no token', {}],
    ['a short token', { EVALFLOW_TOKEN: 'short' }],
  ])('does not start with %s', async (_case, given) => {
    const command = ['start', '--host', '0.0.0.0', '--port', '0', '--data-dir', at('refused'), '--no-open']

    const { code, stderr } = await runCommand(command, { env: { ...env, ...given } })

    expect(code).toBe(1)
    expect(stderr).toContain('EVALFLOW_TOKEN')
  })

  it('answers 401 on every route but the open ones', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    const { paths } = (await (await fetch(`${open.url}/openapi.json`, { headers })).json()) as {
      paths: Record<string, Record<string, unknown>>
    }
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({
        path: path.replaceAll(/\{[^}]+\}/g, 'x'),
        method: method.toUpperCase(),
      })),
    )
    const passed: string[] = []

    for (const { path, method } of [...routes, { path: '/', method: 'GET' }, { path: '/flows', method: 'GET' }]) {
      const answer = await fetch(open.url + path, { method, redirect: 'manual' })
      await answer.body?.cancel()
      if (answer.status !== 401 && !OPEN.includes(path)) passed.push(`${method} ${path} ${answer.status}`)
    }

    expect(routes.length).toBeGreaterThan(40)
    expect(passed).toEqual([])
  })

  it('answers the open ones, and all others with the token', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` }

    expect((await fetch(`${open.url}/health`)).status).toBe(200)
    expect((await fetch(`${open.url}/api/system`, { headers })).status).toBe(200)
    expect(
      (await fetch(`${open.url}/api/system`, { headers: { authorization: 'Bearer wrong-token-here' } })).status,
    ).toBe(401)
  })

  it('lets the printed address in, and keeps the token out of what follows', async () => {
    const login = await fetch(`${open.url}/login?token=${TOKEN}`, { redirect: 'manual' })
    const cookie = login.headers.get('set-cookie') ?? ''

    expect([login.status, login.headers.get('location')]).toEqual([303, '/'])
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    expect(cookie).not.toContain(TOKEN)
    const page = await fetch(open.url, { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(page.status).toBe(200)
    expect(await page.text()).not.toContain(TOKEN)
  })
})

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
