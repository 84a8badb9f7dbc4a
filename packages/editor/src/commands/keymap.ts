/**
 * Which keys call which command: the table's own, or what this person chose. Handler, palette, menus, hints and the `?`
 * sheet all ask here.
 *
 * Kept in the browser (`evalflow.keys`), for commands and for the page's person alone; nothing of it is in a flow.
 */
import { useSyncExternalStore } from 'react'
import type { EditorCommand } from './command.ts'

type Named = Pick<EditorCommand, 'id' | 'keys'>
type Chosen = Readonly<Record<string, readonly string[]>>

const STORAGE_KEY = 'evalflow.keys'
/** A browser keeps these for itself, or a page could not be left by keyboard. */
const RESERVED = new Set([
  'Mod+W',
  'Mod+T',
  'Mod+N',
  'Mod+Shift+T',
  'Mod+Shift+N',
  'Mod+Shift+W',
  'Mod+R',
  'Mod+L',
  'Mod+Q',
])
RESERVED.add('Tab').add('Shift+Tab').add('Enter').add(' ')
const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Mod', 'Dead'])

let chosen: Chosen = read()
const listeners = new Set<() => void>()

/** Keys of a command now; the first is the one that is shown. */
export function keysOf({ id, keys }: Named): readonly string[] {
  return Object.hasOwn(chosen, id) ? (chosen[id] ?? keys) : keys
}

export function isRebound({ id }: Pick<Named, 'id'>): boolean {
  return Object.hasOwn(chosen, id)
}

/** The command that `keys` calls now, other than `except`. */
export function ownerOf<C extends Named>(commands: readonly C[], keys: string, except: string): C | undefined {
  return commands.find((command) => command.id !== except && keysOf(command).includes(keys))
}

export const isReserved = (keys: string): boolean => RESERVED.has(keys)

/** A modifier alone is the beginning of a key, not a key. */
export const isComplete = (keys: string): boolean => !MODIFIERS.has(keys.split('+').at(-1) ?? '')

/** Gives `keys` to a command, and takes them from the one that had them. */
export function setKey<C extends Named>(commands: readonly C[], command: C, keys: string): void {
  const other = ownerOf(commands, keys, command.id)
  write({
    ...chosen,
    ...(other ? { [other.id]: keysOf(other).filter((key) => key !== keys) } : {}),
    [command.id]: [keys],
  })
}

/** Without an id all of them. A key that another command took meanwhile goes back with it. */
export function resetKeys<C extends Named>(commands: readonly C[], command?: C): void {
  if (!command) return write({})
  const { [command.id]: _gone, ...rest } = chosen
  const left = Object.entries(rest).map(
    ([id, keys]) => [id, keys.filter((key) => !command.keys.includes(key))] as const,
  )
  const table = new Map(commands.map((candidate) => [candidate.id, candidate.keys]))
  write(Object.fromEntries(left.filter(([id, keys]) => !isSame(keys, table.get(id) ?? []))))
}

/** Draws again when keys change. */
export function useKeymap(): Chosen {
  return useSyncExternalStore(subscribe, () => chosen)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, place) => key === b[place])
}

function write(next: Chosen): void {
  chosen = next
  try {
    if (Object.keys(next).length === 0) globalThis.localStorage?.removeItem(STORAGE_KEY)
    else globalThis.localStorage?.setItem(STORAGE_KEY, JSON.stringify(next))
  } catch {
    // without storage the keys hold until the page is left
  }
  for (const listener of listeners) listener()
}

function read(): Chosen {
  try {
    const stored = globalThis.localStorage?.getItem(STORAGE_KEY)
    return stored ? parse(JSON.parse(stored)) : {}
  } catch {
    return {}
  }
}

/** What another version or a person wrote there and cannot be read is left out. */
function parse(stored: unknown): Chosen {
  if (typeof stored !== 'object' || stored === null) return {}
  const isKeys = (keys: unknown): keys is string[] =>
    Array.isArray(keys) && keys.every((key) => typeof key === 'string')
  return Object.fromEntries(Object.entries(stored).filter((entry): entry is [string, string[]] => isKeys(entry[1])))
}
