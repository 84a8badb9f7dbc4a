/**
 * The port this data directory was last served on, in the file `port`.
 *
 * With port 0 it is tried first: an open page, and a job whose local model has this address, then find the server again.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function readLastPort(dataDir: string): number | undefined {
  try {
    const port = Number(readFileSync(join(dataDir, 'port'), 'utf8'))
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
  } catch {
    return undefined
  }
}

export function writeLastPort(dataDir: string, port: number): void {
  writeFileSync(join(dataDir, 'port'), `${port}\n`, { mode: 0o600 })
}
