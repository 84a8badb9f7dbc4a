/** The config a job runs with: a direct config as it is, a template made into a runtime config for the dataset. */
import { classifyConfig, cleanUpRuntimeConfig, ensureRuntimeConfig, type Effects } from '@evalflow/configs'
import { evaluationConfigSchema, type EvaluationConfig } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import type { LogLevel } from '@evalflow/runner'
import { ComponentError, isDenied, isNotFound, messageOf } from '../errors.ts'
import type { ComponentServices, EntityRef } from '../services.ts'
import { parseRef, type DatasetValue } from '../values.ts'
import { copyNameOf, isCopyOf } from './copy-of.ts'

export interface PreparedConfig {
  /** `namespace/name` the job is launched with. */
  ref: string
  /** Where its rows are; null for benchmarks, which bring their own. */
  filesUrl: string | null
  /** Made or reused for this template and dataset, so it may be cleaned up. */
  isRuntime: boolean
  /** What was done, for the log. */
  message: string
  /** Not what was asked for, but what could be had; `message` says so. */
  fallback: boolean
}

interface PrepareOptions {
  services: ComponentServices
  namespace: string
  signal: AbortSignal
  log: (level: LogLevel, message: string) => void
}

/** @throws ComponentError `config_missing`, `dataset_missing`, `denied`; ConfigError of the rules of configs */
export async function prepareConfig(
  value: JsonValue | undefined,
  dataset: DatasetValue | null,
  options: PrepareOptions,
): Promise<PreparedConfig> {
  if (typeof value !== 'string' || value === '')
    throw new ComponentError('config_missing', 'No config is chosen. Pick one, or make one with New config.', {
      field: 'config',
    })
  const ref = parseRef(value, options.namespace)
  const config = await findConfig(ref, options.services)
  if (!config) return useCopyOf(ref, dataset, options)
  const { kind, files_url } = classifyConfig(config)
  if (kind !== 'template') return asItIs({ ref, filesUrl: files_url, dataset })
  if (!dataset)
    throw new ComponentError(
      'dataset_missing',
      `"${ref.name}" is a template and needs a dataset. Connect one, or pick one in the node.`,
      { field: 'dataset' },
    )
  const ensured = await ensureRuntimeConfig(
    {
      template: ref,
      dataset: { files_url: dataset.files_url, ref: `${dataset.namespace}/${dataset.name}` },
      lastKnown: config,
    },
    effectsOf(options.services, options.signal),
  )
  return {
    ref: toText(ensured.ref),
    filesUrl: dataset.files_url,
    isRuntime: ensured.kind === 'runtime',
    message: ensured.message,
    fallback: ensured.fallback !== null,
  }
}

/** Removes the runtime config of a completed job; its failure is a warning, never the node's. */
export async function cleanUp(config: PreparedConfig, jobStatus: string, options: PrepareOptions): Promise<void> {
  if (!config.isRuntime) return
  const result = await cleanUpRuntimeConfig(
    { config: parseRef(config.ref, options.namespace), jobStatus },
    effectsOf(options.services, options.signal),
  )
  if (result.removed) options.log('info', `Removed runtime config ${config.ref}; results and samples stay.`)
  else if (result.warning !== null) options.log('warning', result.warning)
}

function asItIs({
  ref,
  filesUrl,
  dataset,
}: {
  ref: EntityRef
  filesUrl: string | null
  dataset: DatasetValue | null
}): PreparedConfig {
  const own = filesUrl === null ? 'brings its own data' : `is fixed to ${filesUrl}`
  const ignored =
    dataset !== null && dataset.files_url !== filesUrl
      ? `; dataset "${dataset.namespace}/${dataset.name}" is not used`
      : ''
  return {
    ref: toText(ref),
    filesUrl,
    isRuntime: false,
    message: `Uses config ${toText(ref)}, which ${own}${ignored}.`,
    fallback: false,
  }
}

/**
 * The template is gone: runs the copy that was made of it for just this dataset, as a direct config, and says so (D2).
 *
 * @throws ComponentError `config_missing` if there is no such copy
 */
async function useCopyOf(
  template: EntityRef,
  dataset: DatasetValue | null,
  { services }: PrepareOptions,
): Promise<PreparedConfig> {
  const name = dataset ? copyNameOf(template, dataset.files_url) : null
  const copy = name === null ? undefined : await findConfig({ namespace: template.namespace, name }, services)
  if (!dataset || name === null || !copy || !isCopyOf(template, dataset.files_url, copy))
    throw new ComponentError(
      'config_missing',
      `Config "${toText(template)}" is not stored any more. Pick another, or make it again.`,
      { field: 'config' },
    )
  const ref = toText({ namespace: template.namespace, name })
  return {
    ref,
    filesUrl: dataset.files_url,
    isRuntime: false,
    message: `Template "${toText(template)}" is not stored any more; runs ${ref}, the copy made of it for this dataset.`,
    fallback: true,
  }
}

/** Undefined if there is none. */
async function findConfig(ref: EntityRef, services: ComponentServices): Promise<EvaluationConfig | undefined> {
  try {
    return evaluationConfigSchema.parse(await services.nemo.configs.get(ref))
  } catch (error) {
    if (isNotFound(error)) return undefined
    if (isDenied(error))
      throw new ComponentError(
        'denied',
        `No permission to read config "${toText(ref)}". Ask for access, or pick another.`,
        { field: 'config', cause: error },
      )
    throw new ComponentError('config_unusable', `Config "${toText(ref)}" could not be read: ${messageOf(error)}.`, {
      field: 'config',
      cause: error,
    })
  }
}

function effectsOf(services: ComponentServices, signal: AbortSignal): Effects {
  const { configs, datasets } = services.nemo
  return { configs, datasets, sleep: services.sleep, random: services.random, signal }
}

const toText = (ref: EntityRef): string => `${ref.namespace}/${ref.name}`
