import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestPlatform, type TestPlatform } from '../test-platform.ts'

let platform: TestPlatform
beforeEach(async () => {
  platform = await openTestPlatform()
})
afterEach(() => platform.close())

const DATASET = { name: 'tickets', namespace: 'team', files_url: 'hf://datasets/team/tickets' }

async function names(url: string): Promise<unknown[]> {
  const { json } = await platform.send('GET', url)
  return (json['data'] as { name: unknown }[]).map((item) => item.name)
}

describe('datasets', () => {
  it('are answered as the real service does', async () => {
    const created = await platform.send('POST', '/v1/datasets', DATASET)

    expect(created.status).toBe(200)
    expect(created.json).toMatchObject({ ...DATASET, description: null, format: null, limit: null, custom_fields: {} })
    expect(created.json['id']).toMatch(/^dataset-[1-9A-HJ-NP-Za-km-z]{20,22}$/)
    expect(created.json['created_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/)
    expect((await platform.send('GET', '/v1/datasets/team/tickets')).json).toEqual(created.json)
  })

  it('refuse a second of the name with a 409 no client retries', async () => {
    await platform.send('POST', '/v1/datasets', DATASET)

    const second = await platform.send('POST', '/v1/datasets', DATASET)

    expect(second.status).toBe(409)
    expect(second.headers.get('x-should-retry')).toBe('false')
    expect(second.json['detail']).toContain('team/tickets')
  })

  it('make their namespace when first used', async () => {
    await platform.send('POST', '/v1/datasets', DATASET)

    expect((await platform.send('GET', '/v1/namespaces/team')).json).toMatchObject({ id: 'team', ownership: null })
  })

  it('keep what a patch leaves empty', async () => {
    const { json: before } = await platform.send('POST', '/v1/datasets', { ...DATASET, description: 'old' })

    const { json } = await platform.send('PATCH', '/v1/datasets/team/tickets', { description: null, limit: 5 })

    expect(json).toMatchObject({ description: 'old', limit: 5, created_at: before['created_at'], id: before['id'] })
    expect(json['updated_at']).not.toBe(before['updated_at'])
  })

  it('cannot be renamed', async () => {
    await platform.send('POST', '/v1/datasets', DATASET)

    expect((await platform.send('PATCH', '/v1/datasets/team/tickets', { name: 'other' })).status).toBe(422)
  })

  it('are gone after a delete, which says so', async () => {
    const { json: created } = await platform.send('POST', '/v1/datasets', DATASET)

    const deleted = await platform.send('DELETE', '/v1/datasets/team/tickets')

    expect(deleted.json).toMatchObject({
      id: created['id'],
      message: expect.any(String),
      deleted_at: expect.any(String),
    })
    expect((await platform.send('GET', '/v1/datasets/team/tickets')).status).toBe(404)
    expect((await platform.send('DELETE', '/v1/datasets/team/tickets')).status).toBe(404)
  })

  it.each([
    ['no name', { files_url: 'x' }, ['body', 'name']],
    ['no files_url', { name: 'a' }, ['body', 'files_url']],
    ['a slash in the name', { name: 'a/b', files_url: 'x' }, ['body', 'name']],
    ['a climbing namespace', { name: 'a', namespace: '..', files_url: 'x' }, ['body', 'namespace']],
  ])('refuse %s in the shape of FastAPI', async (_what, body, loc) => {
    const { status, json } = await platform.send('POST', '/v1/datasets', body)

    expect(status).toBe(422)
    expect(json['detail']).toEqual(
      expect.arrayContaining([expect.objectContaining({ loc, msg: expect.any(String), type: expect.any(String) })]),
    )
  })

  it('refuse what is not JSON, and what is too large', async () => {
    await platform.close()
    platform = await openTestPlatform({ jsonLimitBytes: 100 })

    expect((await platform.send('POST', '/v1/datasets', '{"name":')).status).toBe(422)
    expect((await platform.send('POST', '/v1/datasets', { ...DATASET, description: 'x'.repeat(200) })).status).toBe(413)
  })
})

describe('namespaces', () => {
  it('have their id as name', async () => {
    const created = await platform.send('POST', '/v1/namespaces', { id: 'ns', description: 'mine' })

    expect(created.json).toEqual({
      id: 'ns',
      created_at: expect.any(String),
      updated_at: expect.any(String),
      description: 'mine',
      project: null,
      custom_fields: {},
      ownership: null,
    })
    expect((await platform.send('POST', '/v1/namespaces', { id: 'ns' })).status).toBe(409)
    expect((await platform.send('PATCH', '/v1/namespaces/ns', { description: 'ours' })).json['description']).toBe(
      'ours',
    )
  })

  it('stay while they hold something', async () => {
    await platform.send('POST', '/v1/datasets', DATASET)

    expect((await platform.send('DELETE', '/v1/namespaces/team')).status).toBe(409)
    await platform.send('DELETE', '/v1/datasets/team/tickets')
    expect((await platform.send('DELETE', '/v1/namespaces/team')).status).toBe(200)
  })
})

describe('lists', () => {
  beforeEach(async () => {
    for (let index = 1; index <= 5; index += 1)
      await platform.send('POST', '/v1/datasets', {
        name: `d${index}`,
        namespace: index === 5 ? 'other' : 'team',
        files_url: `hf://datasets/team/d${index}`,
        description: index % 2 ? 'Odd one' : 'even',
        limit: index,
        custom_fields: { owner: { name: index < 3 ? 'ann' : 'bob' }, checked: index === 1 },
      })
  })

  it('come in pages counted from 1, with an empty one past the end', async () => {
    const { json } = await platform.send('GET', '/v1/datasets?page=2&page_size=2')

    expect(json['pagination']).toEqual({
      page: 2,
      page_size: 2,
      current_page_size: 2,
      total_pages: 3,
      total_results: 5,
    })
    expect(json['object']).toBe('list')
    const past = await platform.send('GET', '/v1/datasets?page=9&page_size=2')
    expect(past.status).toBe(200)
    expect(past.json).toMatchObject({ data: [], pagination: { page: 9, current_page_size: 0 } })
  })

  it.each([
    ['created_at', ['d1', 'd2', 'd3', 'd4', 'd5']],
    ['-created_at', ['d5', 'd4', 'd3', 'd2', 'd1']],
    ['-name', ['d5', 'd4', 'd3', 'd2', 'd1']],
  ])('sort by %s', async (sort, expected) => {
    expect(await names(`/v1/datasets?sort=${sort}`)).toEqual(expected)
  })

  it.each([
    ['a column', 'filter[namespace]=other', ['d5']],
    ['a number', 'filter[limit]=3', ['d3']],
    ['a boolean', 'filter[custom_fields][checked]=true', ['d1']],
    ['a nested field', 'filter[custom_fields][owner][name]=ann', ['d1', 'd2']],
    ['two fields at once', 'filter[custom_fields][owner][name]=bob&filter[namespace]=team', ['d3', 'd4']],
    ['no match, exactly', 'filter[name]=d', []],
    ['a time', 'filter[created_at][lte]=2025-12-31', []],
    ['search, any of several by comma', 'search[name]=1,5', ['d1', 'd5']],
    ['search, any of several by repeating', 'search[name]=1&search[name]=5', ['d1', 'd5']],
    ['search ignoring case', 'search[description]=odd', ['d1', 'd3', 'd5']],
    ['search in two fields at once', 'search[description]=odd&search[name]=5', ['d5']],
  ])('filter by %s', async (_what, query, expected) => {
    expect(await names(`/v1/datasets?${query}`)).toEqual(expected)
  })

  it('filter by the time of one of them', async () => {
    const { json } = await platform.send('GET', '/v1/datasets/team/d3')

    expect(await names(`/v1/datasets?filter[created_at][gt]=${String(json['created_at'])}`)).toEqual(['d4', 'd5'])
    expect(await names(`/v1/datasets?search[created_at][end]=${String(json['created_at'])}`)).toEqual([
      'd1',
      'd2',
      'd3',
    ])
  })

  it.each([
    'page=0',
    'page=x',
    'page_size=1001',
    'sort=files_url',
    'filter[created_at][like]=1',
    'filter[created_at]=soon',
    `filter[a"b]=1`,
    'filter[api_endpoint][api_key]=s',
  ])('refuse %s', async (query) => {
    const { status, json } = await platform.send('GET', `/v1/datasets?${query}`)

    expect(status).toBe(422)
    expect(json['detail']).toEqual([expect.objectContaining({ loc: expect.arrayContaining(['query']) })])
  })

  it('bind what is sent, whatever it looks like', async () => {
    expect(await names(`/v1/datasets?filter[name]=${encodeURIComponent(`d1' or '1'='1`)}`)).toEqual([])
    expect(await names(`/v1/datasets?filter[${encodeURIComponent(`x') or 1=1 --`)}]=1`)).toEqual([])
  })
})

describe('models', () => {
  it('mask the key, seal it in the database, and keep it when the mask comes back', async () => {
    const api_endpoint = { url: 'https://a.test/v1', model_id: 'm', api_key: 'sk-1' }
    const created = await platform.send('POST', '/v1/models', { name: 'm', api_endpoint })

    expect(created.text).not.toContain('sk-1')
    expect((await platform.send('GET', '/v1/models')).text).not.toContain('sk-1')
    await platform.send('PATCH', '/v1/models/default/m', {
      description: 'x',
      api_endpoint: { ...api_endpoint, model_id: 'n', api_key: '******' },
    })
    const row = await platform.deps.db
      .selectFrom('entities')
      .select('body')
      .where('kind', '=', 'model')
      .executeTakeFirstOrThrow()
    expect(row.body).toContain('sealed(sk-1)')
    expect(row.body).toContain('"model_id":"n"')
  })

  it('do not send a kept key to another address', async () => {
    const api_endpoint = { url: 'https://a.test/v1', model_id: 'm', api_key: 'sk-1' }
    await platform.send('POST', '/v1/models', { name: 'm', api_endpoint })

    const moved = { api_endpoint: { ...api_endpoint, url: 'https://thief.test/v1', api_key: '******' } }
    const { status, json } = await platform.send('PATCH', '/v1/models/default/m', moved)

    expect(status).toBe(422)
    expect(json['detail']).toEqual([expect.objectContaining({ loc: ['body', 'api_endpoint', 'api_key'] })])
  })

  it('take names with @ and +', async () => {
    await platform.send('POST', '/v1/models', { name: 'llama-3.2-1b@v1.0.0+80GB', namespace: 'meta' })

    expect((await platform.send('GET', '/v1/models/meta/llama-3.2-1b%40v1.0.0%2B80GB')).status).toBe(200)
  })

  it.each([
    ['true', ['tuned']],
    ['false', ['plain']],
  ])('filter[peft]=%s asks for presence', async (value, expected) => {
    await platform.send('POST', '/v1/models', { name: 'plain' })
    await platform.send('POST', '/v1/models', { name: 'tuned', peft: { finetuning_type: 'lora' } })

    expect(await names(`/v1/models?filter[peft]=${value}`)).toEqual(expected)
  })
})
