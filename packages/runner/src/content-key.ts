/** The content key of a node: the same component, version, values and inputs have the same key on every machine. */
import type { JsonValue } from '@evalflow/graph'
import { sortKeys } from '@evalflow/graph'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

export interface NodeContent {
  type: string
  version: number
  /** Validated, defaults filled in, hidden fields left out. */
  values: Readonly<Record<string, JsonValue>>
  inputs: Readonly<Record<string, JsonValue | JsonValue[]>>
}

/** sha256 in hex. Names, places and ids of nodes do not count. */
export function contentKey({ type, version, values, inputs }: NodeContent): string {
  const content = sortKeys({ inputs: { ...inputs }, type, values: { ...values }, version })
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(content))))
}
