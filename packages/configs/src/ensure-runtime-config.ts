/**
 * The config a job runs with, made on demand from a template and a dataset (rules R and F in SPEC.md).
 *
 * Look-ups are by `namespace/name`, so their number does not grow with the number of configs.
 */
import { type EvaluationConfig, SECRET_MASK, findRef, toUrn } from '@evalflow/contract'
import { isPassing, statusOf, withRetries } from './attempts.ts'
import { MAIN_TASK } from './classify-config.ts'
import {
  findConfigRecord,
  hasIdentity,
  templateHash,
  toRuntimeIdentity,
  toRuntimeRecord,
  versionOf,
} from './config-record.ts'
import type { DatasetInput, Effects, EntityRef, JsonObject } from './config-types.ts'
import { toDatasetId } from './dataset-id.ts'
import { ConfigError, configErrors } from './errors.ts'
import { type FoundConfig, findOrCreate, parseConfig, readConfig, type Wanted } from './find-or-create.ts'
import { hashJson } from './hash.ts'
import { filesUrlOf, injectDataset, isPlaceholderUrl, tasksNeedingDataset } from './inject-dataset.ts'
import { toRuntimeName, withHash } from './names.ts'

export interface EnsureInput {
  template: EntityRef
  dataset: DatasetInput
  /** Where the runtime config is made; absent means beside the template. */
  namespace?: string
  /** The template as last seen: what a direct config is made of if the template is gone. */
  lastKnown?: EvaluationConfig
}

export interface EnsuredConfig {
  config: EvaluationConfig
  ref: EntityRef
  /** `direct` if the template could not be used (`fallback` says why). */
  kind: 'runtime' | 'direct'
  outcome: 'created' | 'reused'
  fallback: 'template_not_found' | 'creation_failed' | null
  /**
   * Paths of values that the server masks, e.g. `tasks.qa.metrics.judge.params.model.api_endpoint.api_key`: a copy made
   * of an answer holds the mask, not the key, unless the server fills it in from the template.
   */
  masked: string[]
  /** For people: what was done and why, e.g. `Reused config default/qa_dataset_tickets_v1.` */
  message: string
}

/**
 * The one runtime config of this template, as it reads now, and this dataset: found, or created.
 *
 * Launches at the same time end with one config. If the template is gone, or a copy cannot be created, a direct config
 * of the same content takes its place and `fallback` says so.
 *
 * @throws ConfigError `dataset_required`, `dataset_unavailable`, `dataset_url_changed`, `not_a_template`,
 * `template_not_found`, `not_permitted` (403), `rate_limited` (429), `config_rejected` (400, 422), `config_not_created`
 */
export async function ensureRuntimeConfig(input: EnsureInput, effects: Effects): Promise<EnsuredConfig> {
  const templateRef = toUrn(input.template)
  const dataset = await checkDataset(input, effects)
  const template = await readConfig(input.template, effects)
  if (!template) {
    if (!input.lastKnown) throw configErrors.templateNotFound(templateRef)
    const direct = await ensureDirect(input, input.lastKnown, effects)
    const message = `Template ${templateRef} is gone, so ${verb(direct)} direct config ${toUrn(direct.ref)} from the copy last seen.`
    return { ...direct, kind: 'direct', fallback: 'template_not_found', masked: findMasked(direct.config), message }
  }
  if (tasksNeedingDataset(template).length === 0) throw configErrors.notATemplate(templateRef)
  try {
    const found = await findOrCreate(toWanted(input, template, dataset), effects)
    const message = `${found.outcome === 'created' ? 'Created' : 'Reused'} config ${toUrn(found.ref)}.`
    return { ...found, kind: 'runtime', fallback: null, masked: findMasked(found.config), message }
  } catch (error) {
    // No permission and too many requests would refuse the fallback as well; a person must know those as they are.
    if (!(error instanceof ConfigError) || (error.code !== 'config_not_created' && error.code !== 'config_rejected'))
      throw error
    const direct = await ensureDirect(input, template, effects).catch(() => {
      throw error
    })
    const message = `A copy of ${templateRef} could not be created (${error.message}), so ${verb(direct)} direct config ${toUrn(direct.ref)}.`
    return { ...direct, kind: 'direct', fallback: 'creation_failed', masked: findMasked(direct.config), message }
  }
}

function findMasked(config: EvaluationConfig): string[] {
  const walk = (value: unknown, path: string): string[] => {
    if (value === SECRET_MASK) return [path]
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([key, item]) => walk(item, path === '' ? key : `${path}.${key}`))
  }
  return walk(toContent(config), '')
}

const verb = (found: FoundConfig): string => (found.outcome === 'created' ? 'created' : 'reused')

async function checkDataset({ template, dataset }: EnsureInput, effects: Effects): Promise<DatasetInput> {
  const { files_url: url, ref } = dataset
  if (url.trim() === '' || isPlaceholderUrl(url)) throw configErrors.datasetRequired(toUrn(template))
  const entity = ref === undefined ? undefined : findRef(ref)
  const { datasets } = effects
  if (!datasets || ref === undefined || !entity) return dataset
  let now: string
  try {
    now = (await withRetries(() => datasets.get(entity), effects)).files_url
  } catch (error) {
    if (statusOf(error) === undefined && !isPassing(error)) throw error
    const status = statusOf(error)
    const expected = status === 404 ? `an entity of that name with its rows at ${url}` : 'its entity to be readable'
    throw configErrors.datasetUnavailable(ref, expected, error)
  }
  if (now !== url) throw configErrors.datasetUrlChanged(ref, url, now)
  return dataset
}

/** Everything about the runtime config but whether it is there: names to try in order, body, and what fits. */
function toWanted(input: EnsureInput, template: EvaluationConfig, dataset: DatasetInput): Wanted {
  const namespace = input.namespace ?? input.template.namespace
  const identity = toRuntimeIdentity(toUrn(input.template), template, dataset)
  const content = toContent(injectDataset(template, dataset))
  const contentHash = hashJson(content)
  const name = toRuntimeName(template.name ?? input.template.name, toDatasetId(dataset.files_url))
  const tasks = tasksNeedingDataset(template)
  return {
    namespace,
    names: [name, withHash(name, hashJson(identity)), withHash(name, hashJson({ again: identity }))],
    body: (chosen) =>
      toBody(template, content, { namespace, name: chosen, record: toRuntimeRecord(identity, versionOf(template)) }),
    fits: (config) => {
      const record = findConfigRecord(config)
      // One made elsewhere, without a record, is the same config exactly if it says the same.
      if (!record) return templateHash(config) === contentHash
      return hasIdentity(record, identity) && tasks.every((task) => readsFrom(config, task, dataset.files_url))
    },
  }
}

export interface RuntimePreview {
  outcome: 'reuse' | 'create'
  ref: EntityRef
  /** What would be sent, or what is stored. */
  config: EvaluationConfig
  template: EvaluationConfig
  /** Something else has the first name, so another is used. */
  nameTaken: boolean
}

/**
 * What `ensureRuntimeConfig` would use or create, by the same rules; nothing is written.
 *
 * @throws ConfigError `dataset_required`, `not_a_template`, `template_not_found`, `config_exists`
 */
export async function previewRuntimeConfig(input: EnsureInput, effects: Effects): Promise<RuntimePreview> {
  const dataset = await checkDataset(input, effects)
  const template = await readConfig(input.template, effects)
  if (!template) throw configErrors.templateNotFound(toUrn(input.template))
  if (tasksNeedingDataset(template).length === 0) throw configErrors.notATemplate(toUrn(input.template))
  const wanted = toWanted(input, template, dataset)
  for (const [index, name] of wanted.names.entries()) {
    const ref = { namespace: wanted.namespace, name }
    const there = await readConfig(ref, effects)
    const nameTaken = index > 0
    if (!there) return { outcome: 'create', ref, config: parseConfig(wanted.body(name), ref), template, nameTaken }
    if (wanted.fits(there)) return { outcome: 'reuse', ref, config: there, template, nameTaken }
  }
  throw configErrors.configExists(`${wanted.namespace}/${wanted.names.at(-1) ?? ''}`)
}

function ensureDirect(input: EnsureInput, source: EvaluationConfig, effects: Effects): Promise<FoundConfig> {
  const namespace = input.namespace ?? input.template.namespace
  const { files_url, hf_endpoint } = input.dataset
  const content = toContent(injectDataset(withMainTask(source), input.dataset))
  const record: JsonObject = { kind: 'direct', files_url, ...(hf_endpoint === undefined ? {} : { hf_endpoint }) }
  const contentHash = hashJson(content)
  const name = toRuntimeName(input.template.name, toDatasetId(files_url))
  return findOrCreate(
    {
      namespace,
      names: [name, withHash(name, contentHash)],
      body: (chosen) => toBody(source, content, { namespace, name: chosen, record }),
      fits: (config) => templateHash(config) === contentHash,
    },
    effects,
  )
}

/** A direct config has its one task under `main_task`; with several, or groups that name them, all keep their names. */
function withMainTask(config: EvaluationConfig): EvaluationConfig {
  const tasks = Object.values(config.tasks ?? {})
  const [only] = tasks
  return tasks.length === 1 && only && !config.groups ? { ...config, tasks: { [MAIN_TASK]: only } } : config
}

function readsFrom(config: EvaluationConfig, task: string, filesUrl: string): boolean {
  const found = config.tasks?.[task]
  return found !== undefined && filesUrlOf(found) === filesUrl
}

const toContent = ({ type, params, tasks, groups }: EvaluationConfig) => ({ type, params, tasks, groups })

/** Other custom fields and the project of the source come along; its own record does not. */
function toBody(
  source: EvaluationConfig,
  content: ReturnType<typeof toContent>,
  { namespace, name, record }: { namespace: string; name: string; record: JsonObject },
): JsonObject {
  const { description, project, custom_fields } = source
  const body = {
    description,
    project,
    ...content,
    namespace,
    name,
    custom_fields: { ...custom_fields, evalflow: record },
  }
  const kept = Object.entries(body).filter(([, value]) => value !== undefined && value !== null)
  // Everything in it came from a parsed JSON answer, or was made here of JSON.
  return structuredClone(Object.fromEntries(kept)) as JsonObject
}
