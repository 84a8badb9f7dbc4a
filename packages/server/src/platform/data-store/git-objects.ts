/**
 * Object ids as git computes them, so that ids here equal those of a real repository with the same content.
 *
 * Source: git documentation, `gitformat-pack` and `hash-object`: sha1 over `{type} {size}\0{content}`. LFS pointer:
 * git-lfs `docs/spec.md`.
 */
import { createHash } from 'node:crypto'

export interface TreeFile {
  readonly path: string
  /** Git's blob id, 40 hexadecimal digits. */
  readonly oid: string
}

export interface CommitFields {
  readonly tree: string
  readonly parent: string | null
  readonly message: string
  readonly at: Date
}

const AUTHOR = 'evalflow <evalflow@localhost>'

export function hashObject(type: 'blob' | 'tree' | 'commit', content: Uint8Array): string {
  return createHash('sha1').update(`${type} ${content.byteLength}\0`).update(content).digest('hex')
}

/** The text git stores in place of an LFS file. */
export function toLfsPointer(sha256: string, sizeBytes: number): Buffer {
  return Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${sizeBytes}\n`)
}

export function hashCommit({ tree, parent, message, at }: CommitFields): string {
  const stamp = `${AUTHOR} ${Math.floor(at.getTime() / 1000)} +0000`
  const head = [`tree ${tree}`, ...(parent ? [`parent ${parent}`] : []), `author ${stamp}`, `committer ${stamp}`]
  return hashObject('commit', Buffer.from(`${head.join('\n')}\n\n${message}\n`))
}

/** Ids of all folders by their path; the root is `''`. */
export function hashFolders(files: readonly TreeFile[]): Map<string, string> {
  const ids = new Map<string, string>()
  hashFolder('', toNested(files), ids)
  return ids
}

type Nested = Map<string, string | Nested>

function toNested(files: readonly TreeFile[]): Nested {
  const root: Nested = new Map()
  for (const { path, oid } of files) {
    const parts = path.split('/')
    const name = parts.pop() ?? ''
    const folder = parts.reduce((parent, part) => enter(parent, part), root)
    folder.set(name, oid)
  }
  return root
}

function enter(parent: Nested, name: string): Nested {
  const known = parent.get(name)
  if (known instanceof Map) return known
  const made: Nested = new Map()
  parent.set(name, made)
  return made
}

function hashFolder(path: string, folder: Nested, ids: Map<string, string>): string {
  const entries = [...folder].map(([name, entry]) => ({
    name,
    entry,
    sortName: entry instanceof Map ? `${name}/` : name,
  }))
  // git sorts by bytes, folders as if their name ended in a slash
  entries.sort((a, b) => Buffer.compare(Buffer.from(a.sortName), Buffer.from(b.sortName)))
  const lines = entries.map(({ name, entry }) => {
    const isFolder = entry instanceof Map
    const oid = isFolder ? hashFolder(path === '' ? name : `${path}/${name}`, entry, ids) : entry
    return Buffer.concat([Buffer.from(`${isFolder ? '40000' : '100644'} ${name}\0`), Buffer.from(oid, 'hex')])
  })
  const id = hashObject('tree', Buffer.concat(lines))
  ids.set(path, id)
  return id
}
