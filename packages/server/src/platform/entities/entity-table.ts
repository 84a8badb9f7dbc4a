/** Entities of one kind in the database: the only SQL over `entities`. Bodies go in and out with open secrets. */
import { sql, type Transaction } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { PlatformDeps } from '../deps.ts'
import type { EntityKind, PlatformTables } from '../schema.ts'
import { openSecrets, sealSecrets } from '../secrets.ts'
import type { ParsedListQuery } from './list-query.ts'
import { toFilterSql, toSearchSql } from './list-sql.ts'

/** The wire object, whole, plus what every row has. */
export interface StoredEntity {
  id: string
  namespace: string
  name: string
  created_at: string
  updated_at: string
  [field: string]: unknown
}

export interface EntityPage {
  readonly items: StoredEntity[]
  readonly total: number
}

type Connection = Database | Transaction<PlatformTables>
type Deps = Pick<PlatformDeps, 'db' | 'secrets'>

export class EntityTable {
  readonly #deps: Deps
  readonly #kind: EntityKind

  constructor(deps: Deps, kind: EntityKind) {
    this.#deps = deps
    this.#kind = kind
  }

  /** False if `namespace/name` is taken; nothing is written then. */
  async insert(entity: StoredEntity): Promise<boolean> {
    const result = await this.#deps.db
      .insertInto('entities')
      .values({ kind: this.#kind, ...this.#toRow(entity) })
      .onConflict((conflict) => conflict.columns(['kind', 'namespace', 'name']).doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows === 1n
  }

  async find(namespace: string, name: string): Promise<StoredEntity | undefined> {
    return this.#select(this.#deps.db, (query) => query.where('namespace', '=', namespace).where('name', '=', name))
  }

  async findById(id: string): Promise<StoredEntity | undefined> {
    return this.#select(this.#deps.db, (query) => query.where('id', '=', id))
  }

  /** Reads, changes and writes as one step; undefined if there is no such entity. The name stays. */
  async update(
    { namespace, name }: { namespace: string; name: string },
    change: (entity: StoredEntity) => StoredEntity,
  ): Promise<StoredEntity | undefined> {
    return this.#deps.db.transaction().execute(async (transaction) => {
      const before = await this.#select(transaction, (query) =>
        query.where('namespace', '=', namespace).where('name', '=', name),
      )
      if (!before) return undefined
      const after = change(before)
      const { body, updated_at } = this.#toRow(after)
      await transaction
        .updateTable('entities')
        .set({ body, updated_at })
        .where('kind', '=', this.#kind)
        .where('namespace', '=', namespace)
        .where('name', '=', name)
        .execute()
      return after
    })
  }

  /** False if there was none. */
  async delete(namespace: string, name: string): Promise<boolean> {
    const result = await this.#deps.db
      .deleteFrom('entities')
      .where('kind', '=', this.#kind)
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .executeTakeFirst()
    return result.numDeletedRows > 0n
  }

  /** One page and the total, both under the same conditions. */
  async list(query: ParsedListQuery): Promise<EntityPage> {
    const conditions = [...query.filter.map(toFilterSql), ...query.search.map(toSearchSql)]
    const where = sql.join([sql`kind = ${this.#kind}`, ...conditions], sql` and `)
    const direction = sql.raw(query.descending ? 'desc' : 'asc')
    const page = await sql<{ body: string }>`
      select body from entities where ${where}
      order by ${sql.ref(query.sortField)} ${direction}, seq ${direction}
      limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(this.#deps.db)
    const count = await sql<{ total: number }>`select count(*) as total from entities where ${where}`.execute(
      this.#deps.db,
    )
    return { items: page.rows.map((row) => this.#toEntity(row.body)), total: count.rows[0]?.total ?? 0 }
  }

  async #select(
    connection: Connection,
    narrow: (query: EntityQuery) => EntityQuery,
  ): Promise<StoredEntity | undefined> {
    const row = await narrow(selectBody(connection, this.#kind)).executeTakeFirst()
    return row && this.#toEntity(row.body)
  }

  #toRow(entity: StoredEntity) {
    const { id, namespace, name, created_at, updated_at } = entity
    return { id, namespace, name, created_at, updated_at, body: JSON.stringify(sealSecrets(entity, this.#deps)) }
  }

  #toEntity(body: string): StoredEntity {
    return openSecrets(JSON.parse(body), this.#deps) as StoredEntity // written by #toRow alone
  }
}

function selectBody(connection: Connection, kind: EntityKind) {
  return connection.selectFrom('entities').select('body').where('kind', '=', kind)
}
type EntityQuery = ReturnType<typeof selectBody>
