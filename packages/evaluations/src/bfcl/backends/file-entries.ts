/** Files and directories of the simulated file system. */

export interface File {
  readonly kind: 'file'
  content: string
}
export interface Directory {
  readonly kind: 'directory'
  readonly name: string
  readonly parent: Directory | null
  contents: Map<string, Entry>
}
export type Entry = File | Directory

export interface StoredEntry {
  readonly type: 'file' | 'directory'
  readonly content?: string
  readonly contents?: Readonly<Record<string, StoredEntry>>
}

export const newDirectory = (name: string, parent: Directory | null): Directory => ({
  kind: 'directory',
  name,
  parent,
  contents: new Map(),
})

export function toDirectory(
  name: string,
  parent: Directory | null,
  contents: Readonly<Record<string, StoredEntry>>,
): Directory {
  const directory = newDirectory(name, parent)
  for (const [child, entry] of Object.entries(contents)) {
    const made: Entry =
      entry.type === 'directory'
        ? toDirectory(child, directory, entry.contents ?? {})
        : { kind: 'file', content: entry.content ?? '' }
    directory.contents.set(child, made)
  }
  return directory
}

/** Of a directory, the entries themselves stay the same ones, as upstream's do. */
export function copyOf(item: Entry, name: string, parent: Directory, isCopy: boolean): Entry {
  if (item.kind === 'file') return { kind: 'file', content: item.content }
  return { ...newDirectory(name, parent), contents: isCopy ? new Map(item.contents) : item.contents }
}

export const sizeOf = (entry: Entry): number =>
  entry.kind === 'file'
    ? Buffer.byteLength(entry.content)
    : [...entry.contents.values()].reduce((sum, child) => sum + sizeOf(child), 0)
