import { describe, expect, it } from 'vitest'
import { path, toEscapedPath } from './path.ts'
import { toQueryString } from './query-string.ts'

describe('path', () => {
  it('keeps each value in its segment', () => {
    expect(path`/v1/models/${'a/b?c#d'}/${'llama@v1+80GB'}`).toBe('/v1/models/a%2Fb%3Fc%23d/llama%40v1%2B80GB')
  })

  it.each(['', '.', '..'])('refuses "%s", which would name another resource', (value) => {
    expect(() => path`/v1/${value}`).toThrow(TypeError)
  })

  it('escapes folders one by one', () => {
    expect(toEscapedPath('a b/c#.json')).toBe('a%20b/c%23.json')
    expect(() => toEscapedPath('a/../b')).toThrow(TypeError)
  })
})

describe('toQueryString', () => {
  it('nests by brackets and joins arrays by commas, as the official SDK', () => {
    const query = { page: 2, filter: { target: { name: 'x' } }, search: { name: ['p', 'q'] }, sort: undefined }

    expect(decodeURIComponent(toQueryString(query))).toBe('page=2&filter[target][name]=x&search[name]=p,q')
  })
})
