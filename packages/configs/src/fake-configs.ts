/** An in-memory config store for the tests of this package, with scripted trouble. Not exported from it. */
import type { ConfigsPort, EditableConfigsPort, Effects, JsonObject } from './config-types.ts'

export class HttpError extends Error {
  readonly status: number
  readonly retryAfterMs: number | undefined
  constructor(status: number, message = `answered ${status}`, retryAfterMs?: number) {
    super(message)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

export interface FakeConfigs extends EditableConfigsPort {
  stored: Map<string, JsonObject>
  /** `get default/a`, `create default/b`, … in order. */
  calls: string[]
  /** Called before each call; what it throws or rejects with is the answer. */
  trouble: (call: string, n: number) => void | Promise<void>
  /** Called after a create was stored and before it is answered. */
  lost: (n: number) => void
}

export function fakeConfigs(initial: readonly JsonObject[] = []): FakeConfigs {
  const stored = new Map(initial.map((config) => [`${String(config['namespace'])}/${String(config['name'])}`, config]))
  const counts = new Map<string, number>()
  const begin = async (verb: string, urn: string) => {
    const n = (counts.get(verb) ?? 0) + 1
    counts.set(verb, n)
    fake.calls.push(`${verb} ${urn}`)
    // Lets other launches in between look-up and create.
    await Promise.resolve()
    await fake.trouble(verb, n)
    return n
  }
  const fake: FakeConfigs = {
    stored,
    calls: [],
    trouble: () => undefined,
    lost: () => undefined,
    async get({ namespace, name }) {
      await begin('get', `${namespace}/${name}`)
      const found = stored.get(`${namespace}/${name}`)
      if (!found) throw new HttpError(404)
      return structuredClone(found)
    },
    async create(body) {
      const urn = `${String(body['namespace'])}/${String(body['name'])}`
      const n = await begin('create', urn)
      if (stored.has(urn)) throw new HttpError(409)
      stored.set(urn, { ...structuredClone(body), id: `id-${n}`, created_at: '2026-01-01T00:00:00', project: null })
      fake.lost(n)
      return structuredClone(stored.get(urn))
    },
    async update({ namespace, name }, body) {
      const urn = `${namespace}/${name}`
      await begin('update', urn)
      const before = stored.get(urn)
      if (!before) throw new HttpError(404)
      const sent = Object.entries(body).filter(([, value]) => value !== null)
      stored.set(urn, { ...before, ...structuredClone(Object.fromEntries(sent)) })
      return structuredClone(stored.get(urn))
    },
    async delete({ namespace, name }) {
      await begin('delete', `${namespace}/${name}`)
      if (!stored.delete(`${namespace}/${name}`)) throw new HttpError(404)
    },
  }
  return fake
}

export interface FakeEffects extends Effects {
  waitedMs: number[]
}

export function effectsOf<T extends ConfigsPort>(configs: T): FakeEffects & { configs: T } {
  const waitedMs: number[] = []
  return {
    configs,
    waitedMs,
    random: () => 1,
    sleep: (ms) => {
      waitedMs.push(ms)
      return Promise.resolve()
    },
  }
}
