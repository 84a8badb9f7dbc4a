/** `GorillaFileSystem`: directories and text files. */
import {
  type Directory,
  type Entry,
  type StoredEntry,
  copyOf,
  newDirectory,
  sizeOf,
  toDirectory,
} from './file-entries.ts'
import { linesOf, toDiff, toSize } from './file-text.ts'
import { type Args, type Backend, type CreateBackend, fault, method, number, text } from './backend.ts'

const FORBIDDEN = /[|/\\?%*:"><]/

export const createFileSystem: CreateBackend = (scenario, { longContext }) => {
  const stored = scenario['root'] as Readonly<Record<string, StoredEntry>> | undefined
  const [name, entry] = Object.entries(stored ?? {})[0] ?? ['/', undefined]
  // without a directory of its own, upstream's is empty in either case
  const root = toDirectory(name, null, entry?.contents ?? {}, entry === undefined ? undefined : longContext)
  return new FileSystem(root)
}

class FileSystem implements Backend {
  private readonly root: Directory
  private here: Directory

  constructor(root: Directory) {
    this.root = root
    this.here = root
  }

  state() {
    const toPlain = (entry: Entry): unknown =>
      entry.kind === 'file'
        ? { file: entry.content }
        : { directory: entry.name, contents: Object.fromEntries([...entry.contents].map(([k, v]) => [k, toPlain(v)])) }
    return { root: toPlain(this.root) }
  }

  readonly methods = {
    pwd: method([], () => ({ current_working_directory: this.path() })),
    ls: method([['a', false]], ({ a }) => ({
      current_directory_content: [...this.here.contents.keys()].filter((name) => a || !name.startsWith('.')),
    })),
    cd: method(['folder'], ({ folder }) => this.cd(text(folder, 'folder'))),
    mkdir: method(['dir_name'], ({ dir_name }) =>
      this.create('mkdir', text(dir_name, 'dir_name'), (name) => newDirectory(name, this.here)),
    ),
    touch: method(['file_name'], ({ file_name }) =>
      this.create('touch', text(file_name, 'file_name'), () => ({ kind: 'file', content: '' })),
    ),
    echo: method(['content', ['file_name', null]], (args) => this.echo(args)),
    cat: method(['file_name'], ({ file_name }) => {
      const name = text(file_name, 'file_name')
      if (FORBIDDEN.test(name)) return fault(`cat: '${name}' has a character that names cannot have`)
      const entry = this.here.contents.get(name)
      if (entry?.kind === 'directory') return fault(`cat: '${name}' is a directory`)
      return entry === undefined ? fault(`cat: there is no '${name}'`) : { file_content: entry.content }
    }),
    find: method(
      [
        ['path', '.'],
        ['name', null],
      ],
      ({ path, name }) => this.find(text(path, 'path'), name),
    ),
    wc: method(['file_name', ['mode', 'l']], ({ file_name, mode }) => this.count(file_name, mode)),
    sort: method(['file_name'], ({ file_name }) =>
      this.read('sort', file_name, (content) => ({ sorted_content: linesOf(content).toSorted().join('\n') })),
    ),
    grep: method(['file_name', 'pattern'], ({ file_name, pattern }) =>
      this.read('grep', file_name, (content) => ({
        matching_lines: linesOf(content).filter((line) => line.includes(text(pattern, 'pattern'))),
      })),
    ),
    du: method([['human_readable', false]], ({ human_readable }) => ({
      disk_usage: toSize(sizeOf(this.here), Boolean(human_readable)),
    })),
    tail: method(['file_name', ['lines', 10]], ({ file_name, lines }) =>
      this.read('tail', file_name, (content) => {
        const all = linesOf(content)
        const count = Math.min(number(lines, 'lines'), all.length)
        return { last_lines: (count === 0 ? all : all.slice(-count)).join('\n') }
      }),
    ),
    diff: method(['file_name1', 'file_name2'], ({ file_name1, file_name2 }) =>
      this.read('diff', file_name1, (left) =>
        this.read('diff', file_name2, (right) => ({ diff_lines: toDiff(linesOf(left), linesOf(right)) })),
      ),
    ),
    mv: method(['source', 'destination'], (args) => this.place('mv', args)),
    cp: method(['source', 'destination'], (args) => this.place('cp', args)),
    rm: method(['file_name'], ({ file_name }) => {
      const name = text(file_name, 'file_name')
      return this.here.contents.delete(name) ? { result: `'${name}' removed` } : fault(`rm: there is no '${name}'`)
    }),
    rmdir: method(['dir_name'], ({ dir_name }) => {
      const name = text(dir_name, 'dir_name')
      const entry = this.here.contents.get(name)
      if (entry === undefined) return fault(`rmdir: there is no '${name}'`)
      if (entry.kind === 'file') return fault(`rmdir: '${name}' is no directory`)
      if (entry.contents.size > 0) return fault(`rmdir: '${name}' is not empty`)
      this.here.contents.delete(name)
      return { result: `'${name}' removed` }
    }),
  }

  private path(): string {
    const names: string[] = []
    for (let at: Directory | null = this.here; at !== null; at = at.parent) names.unshift(at.name)
    return `/${names.join('/')}`
  }

  private cd(folder: string) {
    const trimmed = folder.replace(/\/+$/, '')
    const path = trimmed === '' ? '/' : trimmed
    if (path !== '/' && path.includes('/')) return fault(`cd: '${path}' has several levels; go one at a time`)
    if (path === '..') {
      if (this.here.parent === null) return fault('cd: this is the root already')
      this.here = this.here.parent
      return {}
    }
    const found = this.navigate(path)
    if (found === undefined) return fault(`cd: there is no directory '${path}'`)
    this.here = found
    return { current_working_directory: found.name }
  }

  private navigate(path: string): Directory | undefined {
    if (path === '.') return this.here
    if (path === '/') return this.root
    let at = path.startsWith('/') ? this.root : this.here
    for (const name of path.replace(/^\/+|\/+$/g, '').split('/')) {
      const next = name === '.' ? at : at.contents.get(name)
      if (next?.kind !== 'directory') return undefined
      at = next
    }
    return at
  }

  private create(tool: string, name: string, make: (name: string) => Entry) {
    if (FORBIDDEN.test(name)) return fault(`${tool}: '${name}' has a character that names cannot have`)
    if (this.here.contents.has(name)) return fault(`${tool}: there is a '${name}' already`)
    this.here.contents.set(name, make(name))
    return null
  }

  private echo({ content, file_name }: Args) {
    if (file_name === null || file_name === '') return { terminal_output: content }
    const name = text(file_name, 'file_name')
    if (FORBIDDEN.test(name)) return fault(`echo: '${name}' has a character that names cannot have`)
    const entry = this.here.contents.get(name)
    if (entry === undefined) return fault(`echo: there is no '${name}'`)
    if (entry.kind === 'directory') throw new Error(`'${name}' is a directory`)
    entry.content = text(content, 'content')
    return null
  }

  private find(path: string, name: unknown) {
    const start = this.navigate(path)
    if (start === undefined) return fault(`find: there is no directory '${path}'`)
    const matches: string[] = []
    const walk = (directory: Directory, base: string) => {
      for (const [child, entry] of directory.contents) {
        const at = `${base}/${child}`
        if (name === null || child.includes(text(name, 'name'))) matches.push(at)
        if (entry.kind === 'directory') walk(entry, at)
      }
    }
    walk(start, path.replace(/\/+$/, ''))
    return { matches }
  }

  private count(fileName: unknown, mode: unknown) {
    const units: Readonly<Record<string, [string, (content: string) => number]>> = {
      l: ['lines', (content) => linesOf(content).length],
      w: ['words', (content) => content.split(/\s+/).filter((word) => word !== '').length],
      c: ['characters', (content) => [...content].length],
    }
    const unit = typeof mode === 'string' && Object.hasOwn(units, mode) ? units[mode] : undefined
    if (unit === undefined) return fault(`wc: '${String(mode)}' is none of l, w, c`)
    return this.read('wc', fileName, (content) => ({ count: unit[1](content), type: unit[0] }))
  }

  private read(tool: string, fileName: unknown, use: (content: string) => object): object {
    const entry = this.here.contents.get(text(fileName, 'file_name'))
    return entry?.kind === 'file' ? use(entry.content) : fault(`${tool}: there is no file '${String(fileName)}'`)
  }

  /** Moves or copies within the current directory, or into one of its directories. */
  private place(tool: 'mv' | 'cp', { source: from, destination: to }: Args) {
    const source = text(from, 'source')
    const destination = text(to, 'destination')
    const item = this.here.contents.get(source)
    if (item === undefined) return fault(`${tool}: there is no '${source}'`)
    if (destination.includes('/')) return fault(`${tool}: the destination is a name, no path`)
    const target = this.here.contents.get(destination)
    if (target?.kind === 'file') return fault(`${tool}: '${destination}' is no directory`)
    // upstream looks for the whole path when it copies, and so never finds it; the name is then taken already
    if (target?.contents.has(source)) {
      if (tool === 'cp') throw new Error(`there is a '${source}' in '${destination}' already`)
      return fault(`mv: there is a '${source}' in '${destination}' already`)
    }
    if (tool === 'mv') this.here.contents.delete(source)
    const into = target ?? this.here
    const name = target === undefined ? destination : source
    into.contents.set(name, copyOf(item, name, into, tool === 'cp'))
    const at = target === undefined ? destination : `${destination}/${source}`
    return { result: `'${source}' ${tool === 'mv' ? 'moved' : 'copied'} to '${at}'` }
  }
}
