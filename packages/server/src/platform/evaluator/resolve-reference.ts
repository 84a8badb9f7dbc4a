/**
 * What `config` and `target` of a job mean.
 *
 * | sent | meaning |
 * | --- | --- |
 * | `"ns/name"` | the stored one |
 * | `"eval-config-…"` | the stored one with this id (Langflow sends ids) |
 * | `"name"` | in the job's namespace, else in `default` |
 * | `{name, namespace?, …}` without any payload | the stored one, as the documentation's examples write it |
 * | any other object | inline: gets an id, is kept in the job alone |
 */
import { DEFAULT_NAMESPACE, findRef } from '@evalflow/contract'
import type { z } from 'zod'
import type { PlatformDeps } from '../deps.ts'
import { EntityTable, type StoredEntity } from '../entities/entity-table.ts'
import { newEntity, omitEmpty } from '../entities/wire.ts'
import { platformProblems } from '../http/problem.ts'
import { isRecord, restoreMasked } from '../secrets.ts'

export interface ReferenceKind {
  readonly kind: 'config' | 'target'
  readonly label: string
  readonly idPrefix: string
  readonly payloadKeys: readonly string[]
  readonly createSchema: z.ZodType<Record<string, unknown>>
  readonly complete: (input: Record<string, unknown>) => Record<string, unknown>
}

/** @throws PlatformProblem 404 if a reference leads nowhere, 422 if an inline one is invalid */
export async function resolveReference(
  deps: PlatformDeps,
  kind: ReferenceKind,
  sent: unknown,
  jobNamespace: string,
): Promise<Record<string, unknown>> {
  if (typeof sent === 'string') return findStored(deps, kind, sent, jobNamespace)
  if (isRecord(sent) && typeof sent['name'] === 'string' && !kind.payloadKeys.some((key) => sent[key] != null)) {
    const namespace = typeof sent['namespace'] === 'string' ? sent['namespace'] : jobNamespace
    return findStored(deps, kind, `${namespace}/${sent['name']}`, jobNamespace)
  }
  return toInline(deps, kind, sent)
}

async function findStored(
  deps: PlatformDeps,
  { kind, label }: ReferenceKind,
  text: string,
  jobNamespace: string,
): Promise<StoredEntity> {
  const table = new EntityTable(deps, kind)
  const ref = findRef(text)
  const found = ref
    ? await table.find(ref.namespace, ref.name)
    : ((await table.findById(text)) ??
      (await table.find(jobNamespace, text)) ??
      (await table.find(DEFAULT_NAMESPACE, text)))
  if (!found) throw platformProblems.notFound(label, text)
  return found
}

function toInline(
  deps: PlatformDeps,
  { kind, idPrefix, createSchema, complete }: ReferenceKind,
  sent: unknown,
): Record<string, unknown> {
  const parsed = createSchema.safeParse(sent)
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [kind, ...issue.path] }))
    throw platformProblems.unparsed({ ...parsed.error, issues })
  }
  const fresh = newEntity(deps, idPrefix)
  const input = omitEmpty(parsed.data)
  const open = restoreMasked(input, undefined, ['body', kind])
  return {
    namespace: DEFAULT_NAMESPACE,
    name: fresh.id,
    custom_fields: {},
    ...complete(isRecord(open) ? open : {}),
    ...fresh,
  }
}
