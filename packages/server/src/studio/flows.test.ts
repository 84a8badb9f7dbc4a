import { emptyFlow } from '@evalflow/graph'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
beforeEach(async () => {
  server = await createTestServer()
})
afterEach(() => server.stop())

const note = (id: string) => ({ id, type: 'note', version: 1, values: {} })
const addNote = (id: string) => ({ op: 'add', path: ['nodes', id], value: note(id) })
const create = async (name = 'Mine') => {
  const answer = await server.request('/api/flows', { json: { flow: emptyFlow({ id: 'x', name }) } })
  return (await answer.json()) as { id: string; revision: number }
}
const patch = (id: string, base_revision: number, patches: unknown[], change_id: string) =>
  server.request(`/api/flows/${id}`, { method: 'PATCH', json: { base_revision, patches, change_id } })

describe('flows', () => {
  it('stores a new flow under an id of its own, whatever id is inside', async () => {
    const first = await create()
    const second = await create()

    expect(first.id).not.toBe('x')
    expect(second.id).not.toBe(first.id)
    expect(await (await server.request(`/api/flows/${first.id}`)).json()).toMatchObject({
      revision: 1,
      flow: { id: first.id, name: 'Mine' },
    })
  })

  it('applies patches and counts the revision', async () => {
    const { id } = await create()

    const saved = await patch(id, 1, [addNote('a')], 'c1')

    expect(await saved.json()).toMatchObject({ revision: 2 })
    expect(await (await server.request(`/api/flows/${id}`)).json()).toMatchObject({ flow: { nodes: { a: note('a') } } })
  })

  it('answers a change sent twice as the first time, and applies it once', async () => {
    const { id } = await create()
    await patch(id, 1, [addNote('a')], 'c1')

    const again = await patch(id, 1, [addNote('a')], 'c1')

    expect(await again.json()).toMatchObject({ revision: 2 })
    expect(await (await server.request(`/api/flows/${id}`)).json()).toMatchObject({ revision: 2 })
  })

  it('refuses a change of an older revision and shows the stored one', async () => {
    const { id } = await create()
    await patch(id, 1, [addNote('a')], 'c1')

    const late = await patch(id, 1, [addNote('b')], 'c2')

    expect(late.status).toBe(409)
    expect(await late.json()).toMatchObject({
      code: 'revision_conflict',
      current: { revision: 2, flow: { nodes: { a: note('a') } } },
    })
  })

  it('of two changes at once takes one', async () => {
    const { id } = await create()

    const answers = await Promise.all(['c1', 'c2', 'c3', 'c4'].map((change) => patch(id, 1, [addNote(change)], change)))

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
  })

  it('keeps versions and names the current one', async () => {
    const { id } = await create()
    await patch(id, 1, [addNote('a')], 'c1')
    await server.request(`/api/flows/${id}/versions`, { json: { name: 'With a note' } })

    const versions = await (await server.request(`/api/flows/${id}/versions`)).json()
    const first = await (await server.request(`/api/flows/${id}/versions/1`)).json()

    expect(versions).toMatchObject({
      data: [
        { revision: 2, name: 'With a note', nodes: 1 },
        { revision: 1, name: null },
      ],
    })
    expect(first).toMatchObject({ flow: { nodes: {} } })
  })

  it('pages and searches lists', async () => {
    for (const name of ['alpha', 'beta', 'alphabet', '100%']) await create(name)

    const page = await (await server.request('/api/flows?search=alpha&page_size=1&page=2')).json()
    const literal = await (await server.request('/api/flows?search=%25')).json()

    expect(page).toMatchObject({ data: [{}], pagination: { page: 2, total_pages: 2, total_results: 2 } })
    expect(literal).toMatchObject({ data: [{ name: '100%' }] })
  })

  it.each([
    [
      'a forbidden key',
      JSON.stringify({ flow: emptyFlow({ id: 'x', name: 'n' }) }).replace('"nodes":{}', '"nodes":{"__proto__":{}}'),
    ],
    ['no flow', '{}'],
    ['a flow of another kind', '{"flow":{"schema":"other/1"}}'],
  ])('refuses %s', async (_case, body) => {
    const answer = await server.request('/api/flows', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })

    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: expect.any(String), detail: expect.any(String) })
  })

  it('says what is wrong with a body that is not JSON', async () => {
    const answer = await server.request('/api/flows', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    })

    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'bad_json' })
  })

  it('tells other readers of a change, with the tab that made it', async () => {
    const { id } = await create()
    const stream = await server.request(`/api/flows/${id}/events`)
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    let told = ''
    const readUntil = async (pattern: RegExp) => {
      while (!pattern.test(told)) told += (await reader?.read())?.value ?? ''
      return told
    }
    expect(await readUntil(/event: changed[^]*\n\n/)).toContain('"revision":1,"patches":null,"client_id":null')

    await server.request(`/api/flows/${id}`, {
      method: 'PATCH',
      json: { base_revision: 1, patches: [addNote('a')], change_id: 'c1', client_id: 'tab-1' },
    })

    const event = await readUntil(/"tab-1"/)
    expect(event).toMatch(/"revision":2.*"client_id":"tab-1"/)
    await reader?.cancel()
  })
})
