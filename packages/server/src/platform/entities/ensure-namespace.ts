import { toNemoTime } from '../ids.ts'
import type { PlatformDeps } from '../deps.ts'
import { EntityTable, type StoredEntity } from './entity-table.ts'

/** Namespaces come into being when first used; forgetting to create one is the commonest slip with NeMo. */
export async function ensureNamespace(deps: PlatformDeps, id: string): Promise<void> {
  const table = new EntityTable(deps, 'namespace')
  if (await table.find('', id)) return
  await table.insert(newNamespace(deps, id))
}

/** A namespace as stored: its id is its name, and it lies in no namespace. */
export function newNamespace(deps: Pick<PlatformDeps, 'clock'>, id: string): StoredEntity {
  const now = toNemoTime(deps.clock())
  return {
    id,
    namespace: '',
    name: id,
    created_at: now,
    updated_at: now,
    description: null,
    project: null,
    custom_fields: {},
    ownership: null,
  }
}
