/** The platform's own routes, asked in process: configs are made here by the rules and checks that any client meets. */
import type { EditEffects, JsonObject } from '@evalflow/configs'
import type { EntityRef } from '@evalflow/contract'
import type { Hono } from 'hono'
import { z } from 'zod'

/** A route answered other than with success. */
export class PlatformAnswer extends Error {
  override readonly name = 'PlatformAnswer'
  readonly status: number
  /** Field path of a 422, e.g. `params.parallelism`. */
  readonly path: string | undefined
  constructor(status: number, message: string, path?: string) {
    super(message)
    this.status = status
    this.path = path
  }
}

export interface PlatformPort extends EditEffects {
  launch: (body: JsonObject) => Promise<{ id: string; status: string }>
  findTarget: (ref: EntityRef) => Promise<boolean>
  createTarget: (body: JsonObject) => Promise<void>
}

const CONFIGS = '/v1/evaluation/configs'
const detailSchema = z.looseObject({
  detail: z.union([
    z.string(),
    z.array(z.looseObject({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() })),
  ]),
})
const jobSchema = z.looseObject({ id: z.string(), status: z.string() })

export function createPlatformPort(platform: Hono): PlatformPort {
  async function send(method: string, path: string, body?: JsonObject): Promise<unknown> {
    const answer = await platform.request(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.text()
    if (answer.ok) return text === '' ? null : JSON.parse(text)
    throw toAnswer(answer.status, text)
  }
  const at = ({ namespace, name }: EntityRef, base = CONFIGS) =>
    `${base}/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`
  return {
    configs: {
      get: (ref) => send('GET', at(ref)),
      create: (body) => send('POST', CONFIGS, body),
      update: (ref, body) => send('PATCH', at(ref), body),
      delete: (ref) => send('DELETE', at(ref)),
    },
    launch: async (body) => jobSchema.parse(await send('POST', '/v1/evaluation/jobs', body)),
    findTarget: async (ref) => {
      try {
        await send('GET', at(ref, '/v1/evaluation/targets'))
        return true
      } catch (error) {
        if (error instanceof PlatformAnswer && error.status === 404) return false
        throw error
      }
    },
    createTarget: async (body) => {
      try {
        await send('POST', '/v1/evaluation/targets', body)
      } catch (error) {
        if (!(error instanceof PlatformAnswer) || error.status !== 409) throw error
      }
    },
    // nothing is between caller and route that could fail in passing
    sleep: async () => {},
    random: () => 0,
  }
}

function toAnswer(status: number, text: string): PlatformAnswer {
  const parsed = detailSchema.safeParse(toJson(text))
  const detail = parsed.data?.detail
  if (typeof detail === 'string') return new PlatformAnswer(status, detail)
  const first = detail?.[0]
  const path = first?.loc.filter((part, index) => index > 0 || part !== 'body').join('.')
  return new PlatformAnswer(status, first ? `${path}: ${first.msg}` : `the platform answered ${status}`, path)
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
