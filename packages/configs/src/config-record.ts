/**
 * What a config made here says of itself in `custom_fields.evalflow` (rules R1 and R2 in SPEC.md): identity that does
 * not hang on its name.
 */
import { z } from 'zod'
import type { DatasetInput, EvaluationConfig, JsonObject } from './config-types.ts'
import { hashJson } from './hash.ts'

export const configRecordSchema = z.looseObject({
  kind: z.enum(['template', 'direct', 'runtime']),
  /** `namespace/name` of the template a runtime config came from. */
  template: z.string().nullish(),
  /** `templateHash` of that template when it was copied. */
  template_hash: z.string().nullish(),
  /** Exact place of the dataset's rows. */
  files_url: z.string().nullish(),
  hf_endpoint: z.string().nullish(),
  /** Of a runtime config: the version of the template it was copied from. */
  template_version: z.int().min(1).nullish(),
  /** Of a template and of its kept versions: counts from 1; absent means 1. */
  version: z.int().min(1).nullish(),
  /** Of a kept version: `namespace/name` of the template. */
  version_of: z.string().nullish(),
  /** Of a kept version: the template's own id, so that versions of an earlier one of that name are told apart. */
  template_id: z.string().nullish(),
  /** Of a kept version: what its maker wrote about it. */
  note: z.string().nullish(),
})
export type ConfigRecord = z.infer<typeof configRecordSchema>
export type ConfigKind = ConfigRecord['kind']

/** The record of `config`; undefined if it was made elsewhere. */
export function findConfigRecord(config: EvaluationConfig): ConfigRecord | undefined {
  const parsed = configRecordSchema.safeParse(config.custom_fields?.['evalflow'])
  return parsed.success ? parsed.data : undefined
}

/** sha256 of what defines the evaluation (`type`, `params`, `tasks`, `groups`): the same for a renamed copy. */
export function templateHash(config: EvaluationConfig): string {
  const { type, params, tasks, groups } = config
  return hashJson({ type, params, tasks, groups })
}

export interface RuntimeIdentity {
  template: string
  template_hash: string
  files_url: string
  hf_endpoint?: string
}

export function toRuntimeIdentity(
  templateRef: string,
  template: EvaluationConfig,
  dataset: DatasetInput,
): RuntimeIdentity {
  const identity: RuntimeIdentity = {
    template: templateRef,
    template_hash: templateHash(template),
    files_url: dataset.files_url,
  }
  if (dataset.hf_endpoint !== undefined) identity.hf_endpoint = dataset.hf_endpoint
  return identity
}

/** The version says where a copy came from; it is no part of its identity, since a restored version has the same content. */
export const toRuntimeRecord = (identity: RuntimeIdentity, version: number): JsonObject => ({
  kind: 'runtime',
  ...identity,
  template_version: version,
})

/** Version of a template or of one of its kept versions. */
export const versionOf = (config: EvaluationConfig): number => findConfigRecord(config)?.version ?? 1

/** Is it a kept version of a template, and not the template itself? */
export const isKeptVersion = (config: EvaluationConfig): boolean => findConfigRecord(config)?.version_of != null

/** Is `record` that of a runtime config for exactly this combination? */
export function hasIdentity(record: ConfigRecord, identity: RuntimeIdentity): boolean {
  return (
    record.kind === 'runtime' &&
    record.template === identity.template &&
    record.template_hash === identity.template_hash &&
    record.files_url === identity.files_url &&
    (record.hf_endpoint ?? undefined) === identity.hf_endpoint
  )
}
