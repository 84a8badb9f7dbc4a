/** Outputs of nodes by content key, over all flows. The runner makes the key, so equal keys mean equal outputs. */
import type { OutputCache } from '@evalflow/runner'
import type { JsonValue } from '@evalflow/graph'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

const ENTRIES_KEPT = 5000

export function createOutputCache(db: Database, now: () => Date): OutputCache {
  return {
    async get(key) {
      const rows = await sql<{ outputs: string }>`select outputs from output_cache where key = ${key}`.execute(db)
      const row = rows.rows[0]
      return row === undefined ? undefined : (JSON.parse(row.outputs) as Record<string, JsonValue>) // written below
    },
    async set(key, outputs) {
      await sql`insert into output_cache (key, outputs, created_at) values (${key}, ${JSON.stringify(outputs)}, ${now().toISOString()})
        on conflict (key) do update set outputs = excluded.outputs, created_at = excluded.created_at`.execute(db)
      await sql`delete from output_cache where rowid <= (select max(rowid) from output_cache) - ${ENTRIES_KEPT}`.execute(
        db,
      )
    },
  }
}
