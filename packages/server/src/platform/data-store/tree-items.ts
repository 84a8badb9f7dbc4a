/** Files of a commit as the hub lists them: files, and the folders their paths imply. */
import { hashFolders, toLfsPointer } from './git-objects.ts'
import type { TreeEntry } from './repo-store.ts'

export interface FileItem {
  readonly type: 'file'
  readonly path: string
  readonly oid: string
  /** Of the content, also for LFS. */
  readonly size: number
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number }
  readonly lastCommitOid: string
}
export interface FolderItem {
  readonly type: 'directory'
  readonly path: string
  readonly oid: string
  readonly size: 0
}
export type HubItem = FileItem | FolderItem

export function toFileItem(file: TreeEntry): FileItem {
  const { path, oid, size_bytes: size, sha256 } = file
  const lfs = file.lfs ? { lfs: { oid: sha256, size, pointerSize: toLfsPointer(sha256, size).byteLength } } : {}
  return { type: 'file', path, oid, size, ...lfs, lastCommitOid: file.last_commit_oid }
}

/** All items by path. */
export function toTreeItems(files: readonly TreeEntry[]): Map<string, HubItem> {
  const items = new Map<string, HubItem>(files.map((file) => [file.path, toFileItem(file)]))
  for (const [path, oid] of hashFolders(files))
    if (path !== '') items.set(path, { type: 'directory', path, oid, size: 0 })
  return items
}

/** What lies in `folder` (`''` is the root), by path; with `recursive` at any depth. */
export function listFolder(files: readonly TreeEntry[], folder: string, recursive: boolean): HubItem[] {
  const prefix = folder === '' ? '' : `${folder}/`
  const inside = [...toTreeItems(files).values()].filter(
    ({ path }) => path.startsWith(prefix) && (recursive || !path.slice(prefix.length).includes('/')),
  )
  return inside.sort((a, b) => (a.path < b.path ? -1 : 1))
}
