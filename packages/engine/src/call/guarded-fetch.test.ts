import { createServer } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BlockedAddressError, createGuardedLookup, isBlockedHost } from './address-guard.ts'
import { createGuardedFetch, guardedFetch } from './guarded-fetch.ts'

async function startServer(location?: string) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? '')
    if (location !== undefined) response.writeHead(302, { location })
    response.end('hello')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, seen }
}

/** A resolver whose answers follow one another, as of a name server that changes its mind. */
function resolveTo(...answers: readonly (readonly string[])[]): { lookup: LookupFunction; asked: () => number } {
  let at = 0
  const lookup = createGuardedLookup((_hostname, { all }, callback) => {
    const addresses = (answers[at++] ?? answers.at(-1) ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }))
    if (all) callback(null, addresses)
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4)
  })
  return { lookup, asked: () => at }
}

describe('[U5] addresses that are never asked', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/', // AWS, Azure, GCP
    'http://169.254.170.2/v2/credentials', // ECS
    'http://2852039166/', // as one number
    'http://0xa9fea9fe/', // hexadecimal
    'http://0251.0376.0251.0376/', // octal
    'http://169.254.43518/', // in three parts
    'http://[::ffff:169.254.169.254]/', // mapped
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::a9fe:a9fe]/', // IPv4-compatible
    'http://[64:ff9b::a9fe:a9fe]/', // NAT64
    'http://[2002:a9fe:a9fe::1]/', // 6to4
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/', // AWS over IPv6
    'http://100.100.100.200/', // Alibaba
    'http://[64:ff9b::6464:64c8]/',
    'http://192.0.0.192/', // Oracle
    'http://metadata.google.internal/',
    'http://METADATA.google.internal./',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'data:text/plain,hello',
  ])('%s', async (url) => {
    await expect(guardedFetch(url)).rejects.toThrow(BlockedAddressError)
  })

  it.each(['127.0.0.1', '10.1.2.3', '192.168.0.9', '203.0.113.4', '[::1]', '[2001:db8::1]', '[64:ff9b::cb00:7104]'])(
    'not %s, where people run models',
    (host) => {
      expect(isBlockedHost(host)).toBe(false)
    },
  )
})

describe('names', () => {
  it('[U5] are checked at connecting: a name that changes its address after a first answer is refused', async () => {
    const { port, seen } = await startServer()
    const { lookup, asked } = resolveTo(['127.0.0.1'], ['169.254.169.254'])
    const fetch = createGuardedFetch(lookup)
    const url = `http://rebinding.example:${port}/`

    const first = await fetch(url, { headers: { connection: 'close' } })
    expect(await first.text()).toBe('hello')
    await expect(fetch(url, { headers: { connection: 'close' } })).rejects.toThrow(/resolves to 169\.254\.169\.254/)

    expect(seen).toHaveLength(1)
    expect(asked()).toBe(2)
  })

  it('[U5] with one refused address among several are refused', async () => {
    const { port, seen } = await startServer()
    const { lookup } = resolveTo(['127.0.0.1', '::ffff:169.254.169.254'])

    await expect(createGuardedFetch(lookup)(`http://two.example:${port}/`)).rejects.toThrow(BlockedAddressError)
    expect(seen).toHaveLength(0)
  })

  it('[U5] of metadata services are not even looked up', async () => {
    const { lookup, asked } = resolveTo(['127.0.0.1'])

    await expect(createGuardedFetch(lookup)('http://instance-data/')).rejects.toThrow(BlockedAddressError)
    expect(asked()).toBe(0)
  })
})

it('[F8] gives a redirect back instead of following it', async () => {
  const { port, seen } = await startServer('http://169.254.169.254/latest/')

  const answer = await guardedFetch(`http://127.0.0.1:${port}/away`)

  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://169.254.169.254/latest/'])
  expect(seen).toEqual(['/away'])
})
