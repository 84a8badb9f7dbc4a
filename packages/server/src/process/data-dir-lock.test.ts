import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ServerError } from '../errors.ts'
import { lockDataDir } from './data-dir-lock.ts'

const now = () => new Date('2026-01-02T03:04:05Z')
let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'evalflow-lock-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

describe('lockDataDir', () => {
  it('refuses a directory that a living process holds, naming process and directory', () => {
    lockDataDir(dataDir, now)

    const second = () => lockDataDir(dataDir, now)

    expect(second).toThrow(ServerError)
    expect(second).toThrow(new RegExp(`${dataDir}.*process ${process.pid}`))
  })

  it('is free again after release', () => {
    lockDataDir(dataDir, now)()

    expect(() => lockDataDir(dataDir, now)).not.toThrow()
  })

  it.each([
    ['of a process that is gone', JSON.stringify({ pid: 2 ** 22 - 3, started: '1', since: 'x' })],
    ['of a number given to another process since', JSON.stringify({ pid: process.pid, started: '1', since: 'x' })],
    ['cut off by a crash', '{"pid":'],
  ])('takes over a lock %s', (_case, content) => {
    writeFileSync(join(dataDir, 'lock'), content)

    lockDataDir(dataDir, now)

    expect(JSON.parse(readFileSync(join(dataDir, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid })
  })
})
