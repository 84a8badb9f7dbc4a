/**
 * `fetch` past the address guard, for whoever asks an address that a person or a data set named (rule U5 in SPEC.md).
 *
 * - The address that is connected to is the one that was checked: a name is looked up once, at connecting, so a DNS answer
 *   that changes in between (rebinding) changes nothing. A name with one refused address among several is refused.
 * - Redirects are never followed: the caller gets the 3xx and asks again here, where the new address is checked as well.
 */
import type { LookupFunction } from 'node:net'
import { Agent, fetch, type RequestInit, type Response } from 'undici'
import { BlockedAddressError, guardedLookup, isBlockedHost } from './address-guard.ts'

export type GuardedFetch = (url: string | URL, init?: Omit<RequestInit, 'dispatcher' | 'redirect'>) => Promise<Response>

/** `lookup` for tests; it must be a guarded one. */
export function createGuardedFetch(lookup: LookupFunction = guardedLookup): GuardedFetch {
  const dispatcher = new Agent({ connect: { lookup } })
  return async (url, init = {}) => {
    const { protocol, hostname } = new URL(url)
    if (protocol !== 'http:' && protocol !== 'https:')
      throw new BlockedAddressError(`"${protocol}" is no protocol to ask by; http and https are.`)
    // sockets look up names alone, so an address is checked here
    if (isBlockedHost(hostname))
      throw new BlockedAddressError(`${hostname} is an address that is never asked (link-local or metadata).`)
    try {
      return await fetch(url, { ...init, redirect: 'manual', dispatcher })
    } catch (error) {
      if (error instanceof Error && error.cause instanceof BlockedAddressError) throw error.cause
      throw error
    }
  }
}

/** @throws BlockedAddressError; whatever `fetch` throws, an aborted signal's reason included */
export const guardedFetch: GuardedFetch = createGuardedFetch()
