/**
 * Steps from older document formats to `FLOW_SCHEMA`. A step is pure, is never changed once released, and has a stored
 * flow beside its test. Format 1 is the first, so the list is empty.
 */
import { graphErrors } from './errors.ts'
import { FLOW_SCHEMA } from './flow.ts'

export interface DocumentMigration {
  from: string
  to: string
  migrate: (document: Record<string, unknown>) => Record<string, unknown>
}

export const DOCUMENT_MIGRATIONS: readonly DocumentMigration[] = []

/**
 * `document` in today's format. One without `schema` is left for the parser to refuse with a path.
 *
 * @throws GraphError `unsupported_version` if no chain of steps leads from its format to today's
 */
export function migrateDocument(
  document: Record<string, unknown>,
  migrations: readonly DocumentMigration[] = DOCUMENT_MIGRATIONS,
  goal: string = FLOW_SCHEMA,
): Record<string, unknown> {
  let current = document
  // Each step is used at most once, so a faulty list cannot loop.
  const left = new Set(migrations)
  for (;;) {
    const schema = current['schema']
    if (schema === goal || typeof schema !== 'string') return current
    const step = [...left].find((migration) => migration.from === schema)
    if (!step) throw graphErrors.unsupportedVersion(schema)
    left.delete(step)
    current = { ...step.migrate(current), schema: step.to }
  }
}
