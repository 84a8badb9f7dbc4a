/** A thread for the scoring of long texts, which would hold up the event loop. Asked by `compute.ts`, one at a time. */
import { parentPort } from 'node:worker_threads'
import { computations } from './computations.ts'
import type { AsideReply, AsideRequest } from './compute.ts'

parentPort?.on('message', ({ name, args }: AsideRequest) => {
  let reply: AsideReply
  try {
    // name and arguments come from `compute`, whose types hold them together
    reply = { value: (computations[name] as (...given: readonly unknown[]) => unknown)(...args) }
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(reply)
})
