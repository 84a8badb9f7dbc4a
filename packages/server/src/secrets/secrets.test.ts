import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../db/migrate.ts'
import { openDatabase, type OpenDatabase } from '../db/database.ts'
import { studioMigrations } from '../studio/schema.ts'
import { loadCipher } from './cipher.ts'
import { createSealer, createSecretStore } from './secret-store.ts'

let folder: string
let keyFile: string
let database: OpenDatabase
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evalflow-secrets-'))
  keyFile = join(folder, 'secret.key')
  database = openDatabase(join(folder, 'evalflow.sqlite'))
  migrate(database.sqlite, studioMigrations)
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const createStore = () => createSecretStore({ db: database.db, cipher: loadCipher(keyFile), now: () => new Date(0) })

describe('secret store', () => {
  it('gives a secret back by name, and keeps it unreadable on disk', async () => {
    const store = createStore()

    await store.put('nim', 'nvapi-very-secret')

    expect(await store.resolve('nim')).toBe('nvapi-very-secret')
    database.sqlite.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    expect(readFileSync(join(folder, 'evalflow.sqlite')).includes('nvapi-very-secret')).toBe(false)
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
  })

  it('lists names and times only', async () => {
    const store = createStore()
    await store.put('nim', 'nvapi-very-secret')

    expect(await store.list()).toEqual([
      { name: 'nim', created_at: '1970-01-01T00:00:00.000Z', updated_at: '1970-01-01T00:00:00.000Z' },
    ])
  })

  it('does not open a text sealed under another name', () => {
    const cipher = loadCipher(keyFile)

    const sealed = cipher.seal('mine', 'text')

    expect(() => cipher.open('theirs', sealed)).toThrow()
  })

  it('refuses a key file of another size', () => {
    writeFileSync(keyFile, 'short')

    expect(() => loadCipher(keyFile)).toThrow(/does not hold 32 bytes/)
  })

  it('resolves a reference inside a document, and takes anything else as the key', async () => {
    const store = createStore()
    await store.put('nim', 'nvapi-1')

    expect(await store.resolveKey('$secret:nim')).toBe('nvapi-1')
    expect(await store.resolveKey('sk-plain')).toBe('sk-plain')
    await expect(store.resolveKey('$secret:gone')).rejects.toThrow(/no secret "gone"/)
  })
})

describe('sealer', () => {
  it('seals keys at every depth and opens them again', () => {
    const sealer = createSealer(loadCipher(keyFile))
    const document = {
      a: [{ api_key: 'key-one!', name: 'x' }],
      params: { extra: { hf_token: 'key-two!' } },
      ref: { api_key: '$secret:nim' },
    }

    const sealed = sealer.seal(document)

    expect(JSON.stringify(sealed)).not.toMatch(/key-one|key-two/)
    expect(sealed).toMatchObject({ a: [{ name: 'x' }], ref: { api_key: '$secret:nim' } })
    expect(sealer.open(sealed)).toEqual(document)
  })
})
