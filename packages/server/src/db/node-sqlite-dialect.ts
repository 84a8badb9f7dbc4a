/**
 * Kysely over Node's own SQLite.
 *
 * Kysely's SQLite dialect expects the surface of better-sqlite3; this maps it to `DatabaseSync`. The driver hands out
 * one connection behind a mutex, so a transaction that awaits is never mixed with other queries.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'

export function createNodeSqliteDialect(database: DatabaseSync): SqliteDialect {
  return new SqliteDialect({ database: toSqliteDatabase(database) })
}

function toSqliteDatabase(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = database.prepare(sql)
      const prepared: SqliteStatement = {
        // a statement that gives columns is a query, `insert ... returning` too
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(toInputValue)),
        run: (parameters) => statement.run(...parameters.map(toInputValue)),
        iterate: (parameters) => statement.iterate(...parameters.map(toInputValue)),
      }
      return prepared
    },
  }
}

function toInputValue(value: unknown): SQLInputValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`SQLite cannot bind a value of type ${typeof value}. Bind text, a number, bytes or null.`)
}
