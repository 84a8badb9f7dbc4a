/**
 * What a run of an Evaluator will do, before it does it: the node's line *Reuses X*, *Will create Y*. Pure; the same
 * rules of identity as the run (DESIGN D1).
 */
import { classifyConfig, findConfigRecord, templateHash, toDatasetId, toRuntimeName } from '@evalflow/configs'
import { findRef, type EvaluationConfig } from '@evalflow/contract'
import { copyNameOf, isCopyOf } from './copy-of.ts'

export interface EvaluatorRunInput {
  /** `namespace/name` of the chosen config; null if none is chosen. */
  configRef: string | null
  /** Null: it is not stored any more. */
  config: EvaluationConfig | null
  /** Rows it will run over; null if no dataset is connected or picked. */
  filesUrl: string | null
  /** What is stored under the runtime config's name (of a config that is gone: under its copy's); null or absent: nothing is. */
  existing?: EvaluationConfig | null
}

export type EvaluatorPlan =
  | { action: 'blocked'; reason: 'no_config' | 'config_gone' | 'no_dataset' }
  | { action: 'as_is'; configName: string; filesUrl: string | null; datasetIgnored: boolean }
  | { action: 'reuse'; configName: string; madeAt: string | null }
  /** The template is gone; the copy that was made of it for these rows runs. */
  | { action: 'copy'; configName: string; madeAt: string | null }
  | { action: 'create'; configName: string; nameTaken: boolean }

export function planEvaluatorRun({ configRef, config, filesUrl, existing }: EvaluatorRunInput): EvaluatorPlan {
  if (configRef === null) return { action: 'blocked', reason: 'no_config' }
  if (config === null) return planWithout(configRef, filesUrl, existing)
  const classified = classifyConfig(config)
  const name = config.name ?? configRef.split('/').at(-1) ?? configRef
  if (classified.kind !== 'template') {
    const own = classified.files_url
    return { action: 'as_is', configName: name, filesUrl: own, datasetIgnored: filesUrl !== null && filesUrl !== own }
  }
  if (filesUrl === null) return { action: 'blocked', reason: 'no_dataset' }
  const configName = toRuntimeName(name, toDatasetId(filesUrl))
  if (!existing) return { action: 'create', configName, nameTaken: false }
  if (isRuntimeOf(existing, { configRef, config, filesUrl }))
    return { action: 'reuse', configName, madeAt: existing.created_at ?? null }
  return { action: 'create', configName, nameTaken: true }
}

function planWithout(
  configRef: string,
  filesUrl: string | null,
  copy: EvaluationConfig | null | undefined,
): EvaluatorPlan {
  const ref = findRef(configRef)
  const name = ref && filesUrl !== null ? copyNameOf(ref, filesUrl) : null
  if (!ref || filesUrl === null || name === null || !copy || !isCopyOf(ref, filesUrl, copy))
    return { action: 'blocked', reason: 'config_gone' }
  return { action: 'copy', configName: name, madeAt: copy.created_at ?? null }
}

/** Name to look up before planning; null where none is needed. Without `config`, that of the copy it may have left. */
export function runtimeNameOf(
  config: EvaluationConfig | null,
  filesUrl: string,
  ref?: { namespace: string; name: string },
): string | null {
  if (config === null) return ref ? copyNameOf(ref, filesUrl) : null
  return classifyConfig(config).kind === 'template' ? toRuntimeName(config.name ?? '', toDatasetId(filesUrl)) : null
}

function isRuntimeOf(
  existing: EvaluationConfig,
  { configRef, config, filesUrl }: { configRef: string; config: EvaluationConfig; filesUrl: string },
): boolean {
  const record = findConfigRecord(existing)
  return (
    record?.kind === 'runtime' &&
    record.template === configRef &&
    record.template_hash === templateHash(config) &&
    record.files_url === filesUrl
  )
}
