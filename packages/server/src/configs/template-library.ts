/** Templates with their versions, as Studio asks for them: history, change, restore, delete, check, preview. */
import {
  classifyConfig,
  contentOf,
  diffJson,
  editTemplate,
  isKeptVersion,
  listVersions,
  previewRuntimeConfig,
  readableContent,
  restoreVersion,
  versionOf,
  versionRefs,
  type TemplateContent,
} from '@evalflow/configs'
import {
  findRef,
  toUrn,
  type ConfigProblem,
  type Deletion,
  type EditedTemplateAnswer,
  type editTemplateSchema,
  type EntityRef,
  type EvaluationConfig,
  type RuntimePreviewAnswer,
  type TemplateVersions,
} from '@evalflow/contract'
import { sql } from 'kysely'
import { z } from 'zod'
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Database } from '../db/database.ts'
import { ApiProblem, problems } from '../errors.ts'
import type { EvaluationPort } from '../jobs/evaluation-port.ts'
import { maskSecrets } from '../platform/secrets.ts'
import { parseConfig, UNFINISHED } from '../views/config-view.ts'
import { toIsoTime } from '../views/times.ts'
import { checkConfig } from './check-config.ts'
import { firstRows, listFiles, type FactsReader } from './dataset-facts.ts'
import type { PlatformPort } from './platform-port.ts'
import { removeConfig } from './removal-log.ts'
import { JOB_TEMPLATE } from './schema.ts'

export interface LibraryDeps {
  db: Database
  blobs: BlobStore
  evaluation: EvaluationPort
  platform: PlatformPort
  facts: FactsReader
  now: () => Date
}

/** @throws ApiProblem `bad_input` */
export function toRef(text: string, field = 'config'): EntityRef {
  const ref = findRef(text)
  if (!ref) throw problems.badInput(`"${text}" is no reference. Write namespace/name.`, field)
  return ref
}

/** As stored, secrets masked. @throws ApiProblem `config_not_found` */
export async function getStored(db: Database, { namespace, name }: EntityRef): Promise<EvaluationConfig> {
  const rows = await sql<{ body: string }>`select body from entities
    where kind = 'config' and namespace = ${namespace} and name = ${name}`.execute(db)
  if (!rows.rows[0]) throw problems.notFound('config', `${namespace}/${name}`)
  return maskSecrets(parseConfig(rows.rows[0].body))
}

export async function listTemplateVersions(
  { platform }: LibraryDeps,
  query: { config: string; before?: number | undefined; page_size: number },
): Promise<TemplateVersions> {
  const found = await listVersions(toRef(query.config), { before: query.before, limit: query.page_size }, platform)
  const data = found.versions.map(({ version, ref, hash, made_at, note, current, config }) => ({
    version,
    ref: toUrn(ref),
    hash,
    made_at: made_at === null ? null : toIsoTime(made_at),
    note,
    current,
    content: toWireContent(contentOf(config)),
  }))
  return { data, next: found.next, newest: found.total }
}

export async function editStored(
  { platform }: LibraryDeps,
  { config, base_hash, content, note }: z.infer<typeof editTemplateSchema>,
): Promise<EditedTemplateAnswer> {
  const given: TemplateContent = content
  const edited = await editTemplate({ template: toRef(config), baseHash: base_hash, content: given, note }, platform)
  return { version: edited.version, outcome: edited.outcome }
}

export async function restoreStored(
  { platform }: LibraryDeps,
  { config, version, base_hash }: { config: string; version: number; base_hash: string },
): Promise<EditedTemplateAnswer> {
  const edited = await restoreVersion({ template: toRef(config), version, baseHash: base_hash }, platform)
  return { version: edited.version, outcome: edited.outcome }
}

/** What deleting would do now. */
export async function planDeletion({ db }: LibraryDeps, config: string): Promise<Deletion> {
  const stored = await getStored(db, toRef(config))
  const { kind } = classifyConfig(stored)
  const counts = await sql<{ copies: number; jobs: number; unfinished: number; versions: number }>`select
    (select count(*) from entities where kind = 'config'
      and json_extract(body, '$.custom_fields.evalflow.template') = ${config}) as copies,
    (select count(*) from entities where kind = 'config'
      and json_extract(body, '$.custom_fields.evalflow.version_of') = ${config}) as versions,
    count(*) as jobs, coalesce(sum(json_extract(j.body, '$.status') in ${UNFINISHED}), 0) as unfinished
    from entities j indexed by jobs_by_config where j.kind = 'job'
      and json_extract(j.body, '$.config.namespace') || '/' || json_extract(j.body, '$.config.name') = ${config}`.execute(
    db,
  )
  const { copies = 0, versions = 0, jobs: own = 0, unfinished = 0 } = counts.rows[0] ?? {}
  const isTemplate = kind === 'template' && !isKeptVersion(stored)
  const ofCopies = await sql<{ n: number }>`select count(*) as n from entities indexed by jobs_usage
    where kind = 'job' and ${sql.raw(JOB_TEMPLATE)} = ${config}`.execute(db)
  const jobs = isTemplate ? own + (ofCopies.rows[0]?.n ?? 0) : own
  return {
    config,
    kind,
    versions: isTemplate ? versions : 0,
    runtime_configs: isTemplate ? copies : 0,
    jobs,
    unfinished,
  }
}

/** Deletes a config, with a template its kept versions; copies stay. What is gone can be made again from the log. */
export async function deleteStored(deps: LibraryDeps, config: string): Promise<Deletion> {
  const { db, now } = deps
  const plan = await planDeletion(deps, config)
  const stored = await getStored(db, toRef(config))
  const options = { by: 'person', reason: 'deleted by hand', now: now() } as const
  if (plan.unfinished > 0 || !(await removeConfig(db, config, options)))
    throw problems.configInUse(config, plan.unfinished)
  if (plan.kind !== 'template' || isKeptVersion(stored)) return plan
  const reason = `version of ${config}, which was deleted`
  for (const ref of versionRefs(toRef(config), stored)) await removeConfig(db, toUrn(ref), { ...options, reason })
  return plan
}

export async function checkBeforeCreation(
  { db, blobs, evaluation }: LibraryDeps,
  { config, files_url, exists }: { config: unknown; files_url?: string | undefined; exists?: boolean | undefined },
): Promise<ConfigProblem[]> {
  const isTaken = async ({ namespace, name }: EvaluationConfig) =>
    getStored(db, { namespace: namespace ?? 'default', name: name ?? '' }).then(
      () => true,
      () => false,
    )
  const rows = files_url === undefined ? undefined : await readRowsOf(db, blobs, files_url)
  return checkConfig(config, { evaluation, rows, ...(exists ? {} : { isTaken }) })
}

/** Undefined if they cannot be read here: then the run will say it. */
async function readRowsOf(db: Database, blobs: BlobStore, filesUrl: string) {
  try {
    const [first] = await listFiles({ db, blobs }, filesUrl)
    return first && (await firstRows(blobs, first))
  } catch (error) {
    if (error instanceof ApiProblem) return undefined
    throw error
  }
}

export async function previewStored(
  { platform, facts }: LibraryDeps,
  { config, dataset: ref }: { config: string; dataset: string },
): Promise<RuntimePreviewAnswer> {
  const dataset = await facts.find(ref)
  if (!dataset) throw problems.notFound('dataset', ref)
  const preview = await previewRuntimeConfig(
    { template: toRef(config), dataset: { files_url: dataset.files_url } },
    platform,
  )
  return {
    outcome: preview.outcome,
    ref: toUrn(preview.ref),
    name_taken: preview.nameTaken,
    template_version: versionOf(preview.template),
    config: z.record(z.string(), z.json()).parse(maskSecrets(preview.config)),
    changes: diffJson(readableContent(preview.template), readableContent(preview.config)),
    fit: await facts.fit(preview.template, dataset),
  }
}

/** `exactOptionalPropertyTypes`: a part that is not there is left out. */
function toWireContent(content: TemplateContent): TemplateVersions['data'][number]['content'] {
  return maskSecrets(content)
}
