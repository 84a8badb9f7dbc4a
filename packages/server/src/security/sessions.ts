/** Sessions of browsers that showed the token once, and a brake on guessing it. All in memory: a restart asks again. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const SESSION_MS = 30 * 24 * 3600 * 1000
const MAX_SESSIONS = 1000
const MAX_WRONG_TRIES = 10
const WRONG_TRIES_MS = 60_000

export interface Sessions {
  create(): string
  has(id: string): boolean
  end(id: string): void
}

export function createSessions(now: () => number): Sessions {
  const expiresAt = new Map<string, number>()
  return {
    create() {
      const oldest = expiresAt.keys().next().value
      if (expiresAt.size >= MAX_SESSIONS && oldest !== undefined) expiresAt.delete(oldest)
      const id = randomBytes(32).toString('base64url')
      expiresAt.set(id, now() + SESSION_MS)
      return id
    },
    has: (id) => (expiresAt.get(id) ?? 0) > now(),
    end: (id) => void expiresAt.delete(id),
  }
}

/** Counts wrong tokens by address; `blocked` after ten within a minute. */
export function createBrake(now: () => number): { blocked(address: string): boolean; wrong(address: string): void } {
  const tries = new Map<string, { count: number; until: number }>()
  const current = (address: string) => {
    const entry = tries.get(address)
    return entry && entry.until > now() ? entry : { count: 0, until: now() + WRONG_TRIES_MS }
  }
  return {
    blocked: (address) => current(address).count >= MAX_WRONG_TRIES,
    wrong(address) {
      const entry = current(address)
      if (tries.size > 10_000) tries.clear()
      tries.set(address, { count: entry.count + 1, until: entry.until })
    },
  }
}

/** Compares without telling by time how much was right. */
export function isSameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
