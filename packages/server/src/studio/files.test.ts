import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
beforeEach(async () => {
  server = await createTestServer()
})
afterEach(() => server.stop())

const upload = (name: string, body: string) =>
  server.request(`/api/files?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream' },
  })

describe('files', () => {
  it.each(['page.html', 'picture.svg', 'feed.xml'])(
    'gives %s back as a download that no browser shows or guesses at',
    async (name) => {
      const { id } = (await (await upload(name, '<script>alert(1)</script>')).json()) as { id: string }

      const { headers, status } = await server.request(`/api/files/${id}`)

      expect(status).toBe(200)
      expect(headers.get('content-disposition')).toMatch(/^attachment/)
      expect(headers.get('content-type')).toBe('application/octet-stream')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
    },
  )

  it.each(['../../etc/passwd', '%2e%2e%2fsecret.key', '..%5c..%5csecret.key', '/etc/passwd', 'secret.key', 'x\u0000'])(
    'finds nothing outside at %j',
    async (id) => {
      const answer = await server.request(`/api/files/${encodeURIComponent(id)}`)

      expect(answer.status).toBe(404)
    },
  )

  it('previews rows of a text and of an upload alike', async () => {
    const text = 'prompt,ideal_response\nOne and one?,two\n'
    const { id } = (await (await upload('rows.csv', text)).json()) as { id: string }

    const fromText = await (await server.request('/api/preview', { json: { source: { text } } })).json()
    const fromFile = await (
      await server.request('/api/preview', { json: { source: { file_id: id, name: 'rows.csv' } } })
    ).json()

    expect(fromText).toMatchObject({
      format: 'csv',
      total: 1,
      rows: [{ prompt: 'One and one?', ideal_response: 'two' }],
    })
    expect(fromFile).toEqual(fromText)
  })

  it('says what is missing when a preview names no file', async () => {
    const answer = await server.request('/api/preview', {
      json: { source: { file_id: 'f'.repeat(64), name: 'x.csv' } },
    })

    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'file_not_found' })
  })
})
