/** Files and directories of the simulated file system. */

import type { LongContext } from '../long-context.ts'

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
  long: LongContext | undefined,
): Directory {
  const directory = newDirectory(name, parent)
  for (const [child, entry] of Object.entries(contents)) {
    const made: Entry =
      entry.type === 'directory'
        ? toDirectory(child, directory, entry.contents ?? {}, long)
        : { kind: 'file', content: (entry.content ?? '') + toTail(child, long) }
    directory.contents.set(child, made)
  }
  if (long !== undefined && Object.values(contents).every(({ type }) => type === 'file'))
    for (const file of long.POPULATE_FILE_EXTENSION) directory.contents.set(file, { kind: 'file', content: '' })
  return directory
}

const toTail = (name: string, long: LongContext | undefined): string =>
  long === undefined || long.FILES_TAIL_USED.includes(name) ? '' : long.FILE_CONTENT_EXTENSION

/** Of a directory, the entries themselves stay the same ones, as upstream's do. */
export function copyOf(item: Entry, name: string, parent: Directory, isCopy: boolean): Entry {
  if (item.kind === 'file') return { kind: 'file', content: item.content }
  return { ...newDirectory(name, parent), contents: isCopy ? new Map(item.contents) : item.contents }
}

export const sizeOf = (entry: Entry): number =>
  entry.kind === 'file'
    ? Buffer.byteLength(entry.content)
    : [...entry.contents.values()].reduce((sum, child) => sum + sizeOf(child), 0)
