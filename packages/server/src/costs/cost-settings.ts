/** Alert shares, watts, budgets of projects and the webhook: one document in `settings`. */
import { costSettingsSchema, type CostSettings } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

const KEY = 'costs'

export type CostSettingsStore = ReturnType<typeof createCostSettings>

export function createCostSettings(db: Database) {
  const listeners = new Set<(settings: CostSettings) => void>()
  return {
    async get(): Promise<CostSettings> {
      const found = await sql<{ value: string }>`select value from settings where key = ${KEY}`.execute(db)
      return costSettingsSchema.parse(JSON.parse(found.rows[0]?.value ?? '{}'))
    },
    async put(settings: CostSettings): Promise<void> {
      await sql`insert into settings (key, value) values (${KEY}, ${JSON.stringify(settings)})
        on conflict (key) do update set value = excluded.value`.execute(db)
      for (const listener of listeners) listener(settings)
    },
    onChange: (listener: (settings: CostSettings) => void) => void listeners.add(listener),
  }
}
