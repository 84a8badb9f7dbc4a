/**
 * Addresses this server never asks on anybody's behalf: link-local ones, where clouds keep their credentials (DESIGN D8).
 * Loopback and private networks are allowed, since that is where people run models.
 *
 * This check says early, and in words, what is wrong with an address. What holds is the engine's guard at the moment of
 * connecting (`guardedFetch`), since a name may have another address by then.
 */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isBlockedHost } from '@evalflow/engine'
import { problems } from '../errors.ts'

/** @throws ApiProblem `address_refused` or `bad_input` */
export async function checkOutgoing(address: string): Promise<void> {
  const url = URL.parse(address)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw problems.badInput(
      `Found "${address.slice(0, 100)}", expected an address that begins with http:// or https://.`,
      'url',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw problems.badInput(
      'The address holds a user name or password. Store the key as a secret and name it instead.',
      'url',
    )
  }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isBlockedHost(host)) throw problems.addressRefused(host)
  if (isIP(host) !== 0) return
  for (const ip of await resolveAll(host)) if (isBlockedHost(ip)) throw problems.addressRefused(host)
}

async function resolveAll(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map((entry) => entry.address)
  } catch {
    // a name that cannot be resolved fails where it is asked, with the engine's own retry and message
    return []
  }
}
