/**
 * Fetches a model file from the Hugging Face hub, at a fixed revision. A part that is there already is continued with a
 * `Range` request. Honours `HF_ENDPOINT` and `HF_HUB_OFFLINE`.
 */
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { verifyFile } from './checksum.ts'
import type { PullContext } from './pull-context.ts'

/** How long the hub may take to answer at all before another source is tried. */
const ANSWER_TIMEOUT_MS = 10_000

/** Returns the path of the verified file. */
export async function fetchFromHub({ model, workDir, signal, report, env }: PullContext): Promise<string> {
  if (env['HF_HUB_OFFLINE'] === '1') throw new Error('HF_HUB_OFFLINE is set')
  const endpoint = (env['HF_ENDPOINT'] ?? 'https://huggingface.co').replace(/\/+$/, '')
  const { repository, revision, file } = model.hub
  const url = `${endpoint}/${repository}/resolve/${revision}/${encodeURIComponent(file)}`
  const path = `${workDir}/hub.part`
  let received = await sizeOf(path)
  if (received < model.gguf.sizeBytes) {
    const response = await ask(url, received, signal)
    if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`)
    const isContinued = response.status === 206
    if (!isContinued) received = 0
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
    body.on('data', (piece: Buffer) => {
      received += piece.length
      report({ source: 'hub', phase: 'download', doneBytes: received, totalBytes: model.gguf.sizeBytes })
    })
    await pipeline(body, createWriteStream(path, { flags: isContinued ? 'a' : 'w' }), { signal })
  }
  report({ source: 'hub', phase: 'verify', doneBytes: 0, totalBytes: model.gguf.sizeBytes })
  await verifyFile(path, model.gguf.sha256, signal)
  return path
}

async function ask(url: string, from: number, signal: AbortSignal): Promise<Response> {
  const patience = new AbortController()
  const timer = setTimeout(
    () => patience.abort(new Error(`${new URL(url).host} did not answer within ${ANSWER_TIMEOUT_MS / 1000} s`)),
    ANSWER_TIMEOUT_MS,
  )
  try {
    const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {}
    return await fetch(url, { headers, signal: AbortSignal.any([signal, patience.signal]) })
  } finally {
    clearTimeout(timer)
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => 0,
  )
}
