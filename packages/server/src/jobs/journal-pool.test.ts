import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createJournalPool } from './journal-pool.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evalflow-pool-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('gives all holders one connection, and another after it was dropped', async () => {
  const pool = createJournalPool()
  const path = join(folder, 'a.sqlite')

  const [first, second] = await Promise.all([pool.hold(path), pool.hold(path)])
  expect(second.journal).toBe(first.journal)
  let dropped = false
  const dropping = pool.drop(path).then(() => (dropped = true))
  first.release()
  await Promise.resolve()
  expect(dropped).toBe(false)
  second.release()
  await dropping

  const third = await pool.hold(path)
  expect(third.journal).not.toBe(first.journal)
  third.release()
  await pool.close()
})

it('keeps few unused connections', async () => {
  const pool = createJournalPool()
  const paths = Array.from({ length: 6 }, (_, index) => join(folder, `${index}.sqlite`))
  const journals = []
  for (const path of paths) {
    const held = await pool.hold(path)
    journals.push(held.journal)
    held.release()
  }
  await Promise.resolve()

  expect(journals.map((journal) => isOpen(() => journal.flush()))).toEqual([false, false, true, true, true, true])
  await pool.close()
  expect(existsSync(join(folder, '5.sqlite-wal'))).toBe(false)
})

function isOpen(use: () => void): boolean {
  try {
    use()
    return true
  } catch {
    return false
  }
}
