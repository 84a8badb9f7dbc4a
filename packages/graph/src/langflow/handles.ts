/**
 * Handles of Langflow's edges: JSON with sorted keys and `"` written as `œ`, in two spellings (`{"a":1}` and `{"a": 1}`),
 * beside the same as an object under `data`. They are read, never compared as text (rule L4).
 */
import type { JsonValue } from '../flow.ts'
import { isObject, sortKeys } from '../json.ts'

type Handle = Record<string, unknown>

/** The handle as an object: from `data` if it is there (a value may hold `œ`), else from the text. */
export function readHandle(edge: Record<string, unknown>, side: 'sourceHandle' | 'targetHandle'): Handle | undefined {
  const data = edge['data']
  const object = isObject(data) ? data[side] : undefined
  if (isObject(object)) return object
  const text = edge[side]
  return typeof text === 'string' ? decodeHandle(text) : undefined
}

/** Undefined if the text is no handle. */
export function decodeHandle(text: string): Handle | undefined {
  try {
    const value: unknown = JSON.parse(text.replaceAll('œ', '"'))
    return isObject(value) ? value : undefined
  } catch {
    // A handle of another kind, e.g. a plain port name: the caller takes the text as it is.
    return undefined
  }
}

export const encodeHandle = (handle: JsonValue): string => JSON.stringify(sortKeys(handle)).replaceAll('"', 'œ')

/** Name of the port a handle stands for. Loop inputs have a `name` in place of `fieldName`. */
export function portOf(edge: Record<string, unknown>, side: 'sourceHandle' | 'targetHandle'): string {
  const handle = readHandle(edge, side)
  const name = side === 'sourceHandle' ? handle?.['name'] : (handle?.['fieldName'] ?? handle?.['name'])
  if (typeof name === 'string' && name !== '') return name
  const text = edge[side]
  return typeof text === 'string' && text !== '' ? text : side === 'sourceHandle' ? 'output' : 'input'
}
