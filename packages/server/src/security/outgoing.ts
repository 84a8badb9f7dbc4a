/**
 * Addresses this server never asks on anybody's behalf: link-local ones, where clouds keep their credentials (DESIGN D8).
 * Loopback and private networks are allowed, since that is where people run models.
 */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { problems } from '../errors.ts'

const METADATA_NAMES = new Set(['metadata', 'metadata.google.internal', 'instance-data', 'instance-data.ec2.internal'])
const METADATA_ADDRESSES = new Set(['100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254'])

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
  const host = url.hostname
    .replace(/^\[|\]$/g, '')
    .toLowerCase()
    .replace(/\.$/, '')
  if (METADATA_NAMES.has(host)) throw problems.addressRefused(host)
  for (const ip of isIP(host) ? [host] : await resolveAll(host))
    if (isLinkLocal(ip)) throw problems.addressRefused(host)
}

async function resolveAll(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map((entry) => entry.address)
  } catch {
    // a name that cannot be resolved fails where it is asked, with the engine's own retry and message
    return []
  }
}

function isLinkLocal(ip: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  // URL writes the IPv4 part of a mapped address in hexadecimal
  const mappedHex = /^::ffff:a9fe:[0-9a-f]{1,4}$/i.test(ip)
  const plain = (mapped ?? ip).toLowerCase()
  return plain.startsWith('169.254.') || mappedHex || /^fe[89ab][0-9a-f]:/.test(plain) || METADATA_ADDRESSES.has(plain)
}
