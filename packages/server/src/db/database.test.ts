import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase, type OpenDatabase } from './database.ts'
import { migrate } from './migrate.ts'

let folder: string
let database: OpenDatabase
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evalflow-db-'))
  database = openDatabase(join(folder, 'test.sqlite'))
})
afterEach(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const TABLE = { id: '1', up: (db: { exec(sql: string): void }) => db.exec('CREATE TABLE t (a TEXT, b INTEGER)') }

it('runs each schema change once, and remembers it', () => {
  expect(migrate(database.sqlite, [TABLE])).toEqual(['1'])
  expect(migrate(database.sqlite, [TABLE, { id: '2', up: () => undefined }])).toEqual(['2'])
})

it('undoes a schema change that fails half way', () => {
  const broken = {
    id: 'broken',
    up: (db: { exec(sql: string): void }) => {
      db.exec('CREATE TABLE half (a TEXT)')
      throw new Error('no')
    },
  }

  expect(() => migrate(database.sqlite, [broken])).toThrow('broken')
  expect(database.sqlite.prepare("SELECT name FROM sqlite_master WHERE name = 'half'").get()).toBeUndefined()
})

it('reads, writes and returns through kysely', async () => {
  migrate(database.sqlite, [TABLE])
  const written = await sql<{ a: string; b: number }>`insert into t values (${'x'}, ${true}) returning *`.execute(
    database.db,
  )

  expect(written.rows).toEqual([{ a: 'x', b: 1 }])
  await expect(sql`insert into t values (${{ no: 'object' }}, 1)`.execute(database.db)).rejects.toThrow(TypeError)
})

it('keeps other queries out of a transaction that waits, and undoes one that fails', async () => {
  migrate(database.sqlite, [TABLE])
  const failed = database.db.transaction().execute(async (transaction) => {
    await sql`insert into t values ('inside', 1)`.execute(transaction)
    await new Promise((resolve) => setTimeout(resolve, 20))
    throw new Error('rolled back')
  })
  const other = sql`insert into t values ('outside', 2)`.execute(database.db)

  await expect(failed).rejects.toThrow('rolled back')
  await other
  expect((await sql<{ a: string }>`select a from t`.execute(database.db)).rows).toEqual([{ a: 'outside' }])
})

it('is in WAL mode and flushes every commit', () => {
  expect(database.sqlite.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  expect(database.sqlite.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
})
