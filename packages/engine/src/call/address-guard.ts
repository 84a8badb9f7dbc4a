/**
 * Addresses that no evaluation may reach (design decision D8): link-local ones and the metadata services of clouds,
 * which hand credentials to whoever can send a request. Names are checked after resolution, at the moment of connecting,
 * so that a name cannot change its address in between.
 */
import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
])

const blocked = new BlockList()
blocked.addSubnet('169.254.0.0', 16, 'ipv4')
blocked.addSubnet('fe80::', 10, 'ipv6')
blocked.addAddress('fd00:ec2::254', 'ipv6') // AWS
blocked.addAddress('fd20:ce::254', 'ipv6') // Google
blocked.addAddress('100.100.100.200', 'ipv4') // Alibaba
blocked.addAddress('192.0.0.192', 'ipv4') // Oracle
// the same within IPv6: IPv4-compatible, NAT64 and 6to4 (mapped ones, ::ffff:0:0/96, the list knows by itself)
for (const [high, low] of [
  ['a9fe', ''],
  ['6464', '64c8'],
  ['c000', 'c0'],
] as const) {
  const bits = low === '' ? 112 : 128
  blocked.addSubnet(`::${high}:${low || '0'}`, bits, 'ipv6')
  blocked.addSubnet(`64:ff9b::${high}:${low || '0'}`, bits, 'ipv6')
  blocked.addSubnet(`2002:${high}:${low || '0'}::`, low === '' ? 32 : 48, 'ipv6')
}

/** Whether a host of a URL (name or literal address, IPv6 in brackets or not) is refused without looking it up. */
export function isBlockedHost(hostname: string): boolean {
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  const family = isIP(host)
  if (family === 0) return METADATA_NAMES.has(host)
  return blocked.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

export class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError'
  readonly code = 'EVALFLOW_BLOCKED'
}

/** `lookup` for sockets that gives no blocked address. `resolve` for tests. */
export const createGuardedLookup =
  (resolve: LookupFunction): LookupFunction =>
  (hostname, options, callback) => {
    if (isBlockedHost(hostname))
      return callback(new BlockedAddressError(`"${hostname}" is a name of a metadata service.`), '', 0)
    resolve(hostname, options, (error, found, family) => {
      if (error) return callback(error, found, family)
      const addresses = Array.isArray(found) ? found.map((entry) => entry.address) : [found]
      const refused = addresses.find(isBlockedHost)
      if (refused === undefined) return callback(null, found, family)
      callback(
        new BlockedAddressError(`"${hostname}" resolves to ${refused}, an address evaluations may not reach.`),
        '',
        0,
      )
    })
  }

/** With the system's own resolver. */
export const guardedLookup: LookupFunction = createGuardedLookup((hostname, options, callback) => {
  lookup(hostname, options, (error, found, family) => callback(error, found as string, family))
})
