import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestPlatform, type TestPlatform } from '../test-platform.ts'

let platform: TestPlatform
beforeEach(async () => {
  platform = await openTestPlatform()
})
afterEach(() => platform.close())

const REPO = '/v1/hf/api/datasets/team/tickets'
const FILES = '/v1/hf/datasets/team/tickets/resolve'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')
const file = (path: string, text: string) => ({
  key: 'file',
  value: { content: base64(text), path, encoding: 'base64' },
})
const header = { key: 'header', value: { summary: 'add', description: '' } }
const ndjson = (...lines: unknown[]) => lines.map((line) => JSON.stringify(line)).join('\n')

const createRepo = (name = 'tickets') =>
  platform.send('POST', '/v1/hf/api/repos/create', { name, organization: 'team', type: 'dataset' })
const commit = (lines: unknown[], revision = 'main') =>
  platform.send('POST', `${REPO}/commit/${revision}`, ndjson(...lines))
const paths = async (query = '?recursive=true') =>
  ((await platform.send('GET', `${REPO}/tree/main${query}`)).json as unknown as { path: string }[]).map(
    (item) => item.path,
  )

describe('namespaces', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  it('are created by form, once', async () => {
    const created = await platform.send('POST', '/v1/datastore/namespaces', 'namespace=team', form)

    expect(created.status).toBe(201)
    expect(created.json).toEqual({
      namespace: 'team',
      created_at: expect.stringMatching(/^[\d-]+T[\d:]+Z$/),
      updated_at: expect.any(String),
    })
    expect((await platform.send('POST', '/v1/datastore/namespaces', 'namespace=team', form)).status).toBe(409)
    expect((await platform.send('GET', '/v1/datastore/namespaces/team')).status).toBe(201)
    expect((await platform.send('GET', '/v1/datastore/namespaces/')).json['data']).toHaveLength(1)
  })

  it('come with the first repository, and stay while they hold one', async () => {
    await createRepo()

    expect((await platform.send('DELETE', '/v1/datastore/namespaces/team')).status).toBe(409)
    await platform.send('DELETE', '/v1/hf/api/repos/delete', { name: 'tickets', organization: 'team', type: 'dataset' })
    expect((await platform.send('DELETE', '/v1/datastore/namespaces/team')).status).toBe(200)
    expect((await platform.send('GET', '/v1/datastore/namespaces/team')).status).toBe(404)
  })
})

describe('repositories', () => {
  it('have a first commit, and answer a second create with the url clients read from a 409', async () => {
    expect((await createRepo()).json['url']).toBe('datasets/team/tickets')

    const again = await createRepo()
    expect(again.status).toBe(409)
    expect(again.json['url']).toBe('datasets/team/tickets')
    expect(again.headers.get('x-should-retry')).toBe('false')
    expect((await platform.send('GET', REPO)).json).toMatchObject({
      id: 'team/tickets',
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      siblings: [],
    })
  })

  it.each(['a--b', '../x', 'a/b/c', '.hidden', 'x.git'])('cannot be named "%s"', async (name) => {
    expect((await createRepo(name)).status).toBe(400)
  })

  it.each([
    ['repository', '/v1/hf/api/datasets/team/none', 'RepoNotFound'],
    ['revision', `${REPO}/tree/none`, 'RevisionNotFound'],
    ['folder', `${REPO}/tree/main/none`, 'EntryNotFound'],
    ['file', `${FILES}/main/none`, 'EntryNotFound'],
  ])('say in a header that there is no such %s', async (_what, url, code) => {
    await createRepo()

    const { status, headers, json } = await platform.send('GET', url)

    expect(status).toBe(404)
    expect(headers.get('x-error-code')).toBe(code)
    expect(headers.get('x-error-message')).toBe(json['error'])
  })

  it('keep branches and tags', async () => {
    await createRepo()
    const first = (await commit([header, file('a', '1')])).json['commitOid']

    await platform.send('POST', `${REPO}/tag/main`, { tag: 'v1' })
    await platform.send('POST', `${REPO}/branch/dev`, {})
    await commit([header, file('b', '2')], 'dev')

    expect(await paths()).toEqual(['a'])
    expect((await platform.send('GET', `${FILES}/dev/b`)).text).toBe('2')
    const refs = (await platform.send('GET', `${REPO}/refs`)).json
    expect(refs['tags']).toEqual([{ name: 'v1', ref: 'refs/tags/v1', targetCommit: first }])
    expect((await commit([header, file('c', '3')], 'v1')).status).toBe(400)
  })
})

describe('commits', () => {
  beforeEach(() => createRepo())

  it('add, replace and delete files, and every revision stays readable', async () => {
    const first = (await commit([header, file('a.txt', 'one'), file('dir/b.txt', 'two'), file('dir/c.txt', 'three')]))
      .json['commitOid']
    await commit([header, file('a.txt', 'ONE'), { key: 'deletedFile', value: { path: 'dir/b.txt' } }])
    const third = await commit([header, { key: 'deletedFolder', value: { path: 'dir/' } }])

    expect(third.json).toMatchObject({
      success: true,
      commitUrl: `datasets/team/tickets/commit/${String(third.json['commitOid'])}`,
    })
    expect(await paths()).toEqual(['a.txt'])
    expect((await platform.send('GET', `${FILES}/${String(first)}/dir/b.txt`)).text).toBe('two')
    expect((await platform.send('GET', `${REPO}/commits/main`)).json).toHaveLength(4)
  })

  it('have the ids git gives the same content', async () => {
    await commit([header, file('hello.txt', 'hello\n'), file('dir/hello.txt', 'hello\n')])

    const items = (await platform.send('GET', `${REPO}/tree/main`)).json as unknown as { path: string; oid: string }[]

    // `git hash-object` of "hello\n", and `git mktree` of a tree that holds it as hello.txt
    expect(items).toEqual([
      expect.objectContaining({ path: 'dir', type: 'directory', oid: 'aaa96ced2d9a1c8e72c56b253a0e2fe78393feb7' }),
      expect.objectContaining({
        path: 'hello.txt',
        type: 'file',
        size: 6,
        oid: 'ce013625030ba8dba906f756967f9e9ca394464a',
      }),
    ])
  })

  it('are refused whole if one line cannot be used', async () => {
    const lines = [header, file('a', '1'), { key: 'deletedFile', value: { path: 'none' } }]

    expect((await commit(lines)).status).toBe(404)
    expect(await paths()).toEqual([])
  })

  it.each([
    ['no header', [file('a', '1')]],
    ['a climbing path', [header, file('../a', '1')]],
    ['an absolute path', [header, file('/a', '1')]],
    ['a path into .git', [header, file('.git/config', '1')]],
    ['a backslash', [header, file('a\\b', '1')]],
    ['a file that is a folder', [header, file('a/b', '1'), file('a', '1')]],
    ['a folder that is a file', [header, file('a', '1'), file('a/b', '1')]],
    ['content that is not base64', [header, { key: 'file', value: { content: '%%%', path: 'a', encoding: 'base64' } }]],
    ['an unknown key', [header, { key: 'symlink', value: { path: 'a' } }]],
    [
      'bytes that were never uploaded',
      [header, { key: 'lfsFile', value: { path: 'a', algo: 'sha256', oid: sha256('x'), size: 1 } }],
    ],
  ])('are refused for %s', async (_what, lines) => {
    const { status, json } = await commit(lines)

    expect(status).toBe(400)
    expect(json['error']).toEqual(expect.any(String))
    expect(await paths()).toEqual([])
  })

  it('are refused on a branch that has moved on', async () => {
    const base = (await platform.send('GET', REPO)).json['sha']
    const onBase = { key: 'header', value: { summary: 's', parentCommit: base } }

    expect((await commit([onBase, file('a', '1')])).status).toBe(200)
    expect((await commit([onBase, file('b', '1')])).status).toBe(412)
  })

  it('take a file larger than a line is read at once, cut anywhere', async () => {
    const content = Buffer.from(Array.from({ length: 3_000_001 }, (_, index) => (index * 7919) % 256))
    const line = JSON.stringify({
      key: 'file',
      value: { content: content.toString('base64'), path: 'big.bin', encoding: 'base64' },
    })
    const bytes = Buffer.from(`${JSON.stringify(header)}\n${line}\n${JSON.stringify(file('small', 's'))}\n`)
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let start = 0; start < bytes.length; start += 65_537)
          controller.enqueue(bytes.subarray(start, start + 65_537))
        controller.close()
      },
    })

    const { status } = await platform.send('POST', `${REPO}/commit/main`, body)

    expect(status).toBe(200)
    const items = (await platform.send('GET', `${REPO}/tree/main`)).json as unknown as {
      path: string
      size: number
      oid: string
    }[]
    const gitOid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
    expect(items).toEqual([
      expect.objectContaining({ path: 'big.bin', size: content.length, oid: gitOid }),
      expect.objectContaining({ path: 'small', size: 1 }),
    ])
  })
})

describe('tree and paths-info', () => {
  beforeEach(async () => {
    await createRepo()
    await commit([header, file('a.txt', '1'), file('x/b.txt', '22'), file('x/y/c d.txt', '333')])
  })

  it.each([
    ['', ['a.txt', 'x']],
    ['?recursive=True', ['a.txt', 'x', 'x/b.txt', 'x/y', 'x/y/c d.txt']],
    ['/x', ['x/b.txt', 'x/y']],
    ['/x%2Fy', ['x/y/c d.txt']],
  ])('tree%s', async (query, expected) => {
    expect(await paths(query)).toEqual(expected)
  })

  it('tells the last commit of each file when asked to expand', async () => {
    const items = (await platform.send('GET', `${REPO}/tree/main?expand=true`)).json as unknown as {
      lastCommit?: { title: string }
    }[]

    expect(items[0]?.lastCommit).toMatchObject({
      title: 'add',
      id: expect.any(String),
      date: expect.stringMatching(/Z$/),
    })
  })

  it('paths-info leaves out what is not there', async () => {
    const body = new URLSearchParams([
      ['paths', 'x/y/c d.txt'],
      ['paths', 'none'],
      ['paths', 'x'],
      ['expand', 'false'],
    ])

    const { json } = await platform.send('POST', `${REPO}/paths-info/main`, body.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    })

    expect(json).toMatchObject([
      { path: 'x/y/c d.txt', size: 3 },
      { path: 'x', type: 'directory' },
    ])
  })

  it('lists more files than fit one answer over several', async () => {
    const many = Array.from({ length: 1200 }, (_, index) => file(`many/${String(index).padStart(4, '0')}`, ''))
    await commit([header, ...many])

    const first = await platform.send('GET', `${REPO}/tree/main/many`)
    const link = /<http:\/\/platform\.test([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    const second = await platform.send('GET', link)

    expect(first.json).toHaveLength(1000)
    expect(second.json).toHaveLength(200)
    expect(second.headers.get('link')).toBeNull()
  })
})

describe('downloads', () => {
  let head: string
  beforeEach(async () => {
    await createRepo()
    head = String(
      (
        await commit([
          header,
          file('a b.txt', '0123456789'),
          file('page.html', '<script>1</script>'),
          file('empty', ''),
        ])
      ).json['commitOid'],
    )
  })
  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    platform.send(method, `${FILES}/main/a%20b.txt`, undefined, headers)

  it('carry what huggingface_hub needs', async () => {
    const whole = await get()
    const asked = await get({}, 'HEAD')

    for (const answer of [whole, asked]) {
      expect(answer.headers.get('x-repo-commit')).toBe(head)
      expect(answer.headers.get('content-length')).toBe('10')
      expect(answer.headers.get('etag')).toBe(
        `"${createHash('sha1')
          .update('blob 10\0' + '0123456789')
          .digest('hex')}"`,
      )
    }
    expect(whole.text).toBe('0123456789')
    expect(asked.text).toBe('')
  })

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=0-1,3-4', 200, '0123456789', null],
    ['bytes=4-2', 200, '0123456789', null],
  ])('Range %s', async (range, status, text, contentRange) => {
    const answer = await get({ range })

    expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([status, text, contentRange])
  })

  it.each(['bytes=10-', 'bytes=-0'])('Range %s is past the end', async (range) => {
    const answer = await get({ range })

    expect(answer.status).toBe(416)
    expect(answer.headers.get('content-range')).toBe('bytes */10')
  })

  it('are not repeated for a copy that is still right', async () => {
    const etag = (await get()).headers.get('etag') ?? ''

    expect((await get({ 'if-none-match': etag })).status).toBe(304)
    expect((await get({ range: 'bytes=1-2', 'if-range': '"old"' })).status).toBe(200)
  })

  it('are never rendered by a browser', async () => {
    const { headers } = await platform.send('GET', `${FILES}/main/page.html`)

    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-disposition')).toContain('attachment')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('of an empty file are empty', async () => {
    const { status, text, headers } = await platform.send('GET', `${FILES}/main/empty`)

    expect([status, text, headers.get('content-length')]).toEqual([200, '', '0'])
  })
})

describe('large files', () => {
  const big = 'x'.repeat(100)
  const oid = sha256(big)
  beforeEach(() => createRepo())

  const batch = (size = big.length, hash = oid) =>
    platform.send('POST', '/v1/hf/datasets/team/tickets.git/info/lfs/objects/batch', {
      operation: 'upload',
      transfers: ['basic'],
      objects: [{ oid: hash, size }],
    })

  async function uploadLink(): Promise<string> {
    const { json } = await batch()
    const [object] = json['objects'] as { actions: { upload: { href: string } } }[]
    return object?.actions.upload.href.replace('http://platform.test', '') ?? ''
  }

  it.each([
    ['a client without Xet', 'python-requests/2', 'lfs'],
    ['an old huggingface_hub', 'unknown/None; hf_hub/0.23.4; python/3.10', 'lfs'],
    ['huggingface_hub with Xet', 'unknown/None; hf_hub/2.4.0; python/3.11', 'regular'],
  ])('of more than 5 MiB: %s is told %s', async (_what, agent, mode) => {
    const files = [
      { path: 'big', size: 6 * 1024 * 1024, sample: '' },
      { path: 'small', size: 10, sample: '' },
    ]

    const { json } = await platform.send('POST', `${REPO}/preupload/main`, { files }, { 'user-agent': agent })

    expect(json['files']).toMatchObject([
      { path: 'big', uploadMode: mode, shouldIgnore: false },
      { path: 'small', uploadMode: 'regular' },
    ])
  })

  it('go by a link that needs no token, then into a commit', async () => {
    const link = await uploadLink()

    expect((await platform.send('PUT', link, big)).status).toBe(200)
    await commit([header, { key: 'lfsFile', value: { path: 'big.txt', algo: 'sha256', oid, size: big.length } }])

    const got = await platform.send('GET', `${FILES}/main/big.txt`)
    expect([got.text, got.headers.get('etag')]).toEqual([big, `"${oid}"`])
    const [item] = (await platform.send('GET', `${REPO}/tree/main`)).json as unknown as unknown[]
    expect(item).toMatchObject({ size: 100, lfs: { oid, size: 100, pointerSize: 128 } })
    expect(JSON.stringify((await batch()).json['objects'])).not.toContain('actions')
  })

  it('are refused when the bytes are not the announced ones', async () => {
    const link = await uploadLink()

    expect((await platform.send('PUT', link, 'y'.repeat(100))).status).toBe(400)
    expect((await platform.send('PUT', link, `${big}x`)).status).toBe(400)
    expect(await platform.deps.blobs.size(oid)).toBeNull()
  })

  it.each([
    ['another object', (link: string) => link.replace(oid, sha256('z'))],
    ['another size', (link: string) => link.replace('size=100', 'size=101')],
    ['no signature', (link: string) => link.replace(/signature=\w+/, '')],
    ['another route', (link: string) => link.replace('/upload', '/verify')],
  ])('are refused for a link with %s', async (_what, change) => {
    expect((await platform.send('PUT', change(await uploadLink()), big)).status).not.toBe(200)
    expect(await platform.deps.blobs.size(oid)).toBeNull()
  })

  it('must not exceed the limit', async () => {
    await platform.close()
    platform = await openTestPlatform({ uploadLimitBytes: 50 })
    await createRepo()

    expect((await batch()).json['objects']).toMatchObject([{ error: { code: 413 } }])
    expect((await commit([header, file('a', big)])).status).toBe(413)
  })
})
