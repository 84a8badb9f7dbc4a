import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../types.ts'
import { isBlockedHost } from './address-guard.ts'
import { toRequestUrl } from './endpoint-url.ts'

const at = (url: string): Endpoint => ({ id: 'e', url, modelId: 'm', format: 'openai' })

describe('toRequestUrl', () => {
  it.each([
    ['[U1] a base', 'http://h:1/v1', 'chat', 'http://h:1/v1/chat/completions'],
    ['[U1] a base with a slash', 'http://h:1/v1/', 'embedding', 'http://h:1/v1/embeddings'],
    ['[U2] a full URL', 'http://h/v1/chat/completions', 'chat', 'http://h/v1/chat/completions'],
    ['[U2] a full URL of another kind', 'http://h/v1/chat/completions', 'completion', 'http://h/v1/completions'],
    ['[U2] a path before the suffix', 'https://h/nim/v1/completions/', 'chat', 'https://h/nim/v1/chat/completions'],
    ['[U3] a bare host', 'http://h:8000', 'chat', 'http://h:8000/v1/chat/completions'],
    ['[U3] a host with the whole path', 'http://h:8080/embeddings', 'embedding', 'http://h:8080/embeddings'],
    ['[U3] the tokenizer of a base', 'http://h:8080/v1', 'tokenize', 'http://h:8080/tokenize'],
    ['[U3] the tokenizer beside a full URL', 'http://h/nim/v1/embeddings', 'tokenize', 'http://h/nim/tokenize'],
    ['[U4] a query', 'https://h/openai?api-version=1', 'chat', 'https://h/openai/chat/completions?api-version=1'],
  ] as const)('%s', (_rule, url, kind, expected) => {
    expect(toRequestUrl(at(url), kind).href).toBe(expected)
  })

  it.each([
    ['no URL', 'localhost', 'bad_endpoint'],
    ['another scheme', 'file:///etc/passwd', 'bad_endpoint'],
    ['credentials in it', 'http://me:pw@h/v1', 'bad_endpoint'],
    ['[U5] the metadata address', 'http://169.254.169.254/v1', 'address_blocked'],
    ['[U5] the metadata address as a number', 'http://2852039166/v1', 'address_blocked'],
    ['[U5] the metadata address in IPv6', 'http://[::ffff:169.254.169.254]/v1', 'address_blocked'],
    ['[U5] the metadata name', 'http://metadata.google.internal/v1', 'address_blocked'],
  ])('refuses %s', (_what, url, code) => {
    expect(() => toRequestUrl(at(url), 'chat')).toThrow(expect.objectContaining({ code }))
  })
})

describe('isBlockedHost', () => {
  it.each(['169.254.0.1', 'fe80::1', '[fd00:ec2::254]', '100.100.100.200', 'METADATA.google.internal.'])(
    '[U5] blocks %s',
    (host) => {
      expect(isBlockedHost(host)).toBe(true)
    },
  )

  it.each(['127.0.0.1', '10.0.0.7', '::1', 'localhost', '169.253.0.1', 'fd00:ec2::253'])('lets %s through', (host) => {
    expect(isBlockedHost(host)).toBe(false)
  })
})
