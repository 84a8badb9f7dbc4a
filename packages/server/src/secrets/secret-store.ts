/**
 * Named secrets (DESIGN D7): stored sealed, opened only by `resolve` at the moment of use, listed by name alone.
 *
 * `sealer` does the same for the `api_key` and `hf_token` values inside the platform's documents.
 */
import { sql } from 'kysely'
import { SECRET_KEYS, SECRET_MASK } from '@evalflow/contract'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import type { SecretSealer } from '../platform/deps.ts'
import type { Cipher } from './cipher.ts'

export interface SecretItem {
  name: string
  created_at: string
  updated_at: string
}

/** Reference to a stored secret inside a document: `$secret:NAME`. */
const REFERENCE = /^\$secret:([\w.-]{1,100})$/
const SEALED_PREFIX = 'sealed:v1:'

export type SecretStore = ReturnType<typeof createSecretStore>

export function createSecretStore({ db, cipher, now }: { db: Database; cipher: Cipher; now: () => Date }) {
  async function list(): Promise<SecretItem[]> {
    return (await sql<SecretItem>`select name, created_at, updated_at from secrets order by name`.execute(db)).rows
  }

  async function put(name: string, value: string): Promise<void> {
    const at = now().toISOString()
    await sql`insert into secrets (name, sealed, created_at, updated_at) values (${name}, ${cipher.seal(name, value)}, ${at}, ${at})
      on conflict (name) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`.execute(db)
  }

  async function remove(name: string): Promise<void> {
    const done = await sql<{ name: string }>`delete from secrets where name = ${name} returning name`.execute(db)
    if (done.rows.length === 0) throw problems.notFound('secret', name)
  }

  /** @throws ApiProblem `secret_not_found` */
  async function resolve(name: string): Promise<string> {
    const rows = await sql<{ sealed: string }>`select sealed from secrets where name = ${name}`.execute(db)
    const row = rows.rows[0]
    if (!row) throw problems.notFound('secret', name)
    return cipher.open(name, row.sealed)
  }

  /** The key to send: a reference is looked up, anything else is the key itself. */
  async function resolveKey(key: string): Promise<string> {
    const name = REFERENCE.exec(key)?.[1]
    return name === undefined ? key : resolve(name)
  }

  return { list, put, remove, resolve, resolveKey }
}

/** Seals values under the secret keys at every depth; references and masks are no secrets and stay readable. */
export function createSealer(cipher: Cipher): SecretSealer {
  const seal = (key: string, value: string) => {
    const plain = value === '' || value === SECRET_MASK || REFERENCE.test(value) || value.startsWith(SEALED_PREFIX)
    return plain ? value : SEALED_PREFIX + cipher.seal(key, value)
  }
  const open = (key: string, value: string) =>
    value.startsWith(SEALED_PREFIX) ? cipher.open(key, value.slice(SEALED_PREFIX.length)) : value
  return {
    seal: (document) => mapSecrets(document, seal),
    open: (document) => mapSecrets(document, open),
  }
}

function mapSecrets(value: unknown, change: (key: string, value: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapSecrets(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_KEYS.includes(key) && typeof item === 'string' ? change(key, item) : mapSecrets(item, change),
    ]),
  )
}
