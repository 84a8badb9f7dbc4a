/** Templates out as files and in again: what an import needs here and would do is said before anything is written. */
import { needsOf } from '@evalflow/components'
import {
  contentHash,
  contentOf,
  diffJson,
  editTemplate,
  exportTemplate,
  isLegalName,
  readTemplateFile,
  toBaseName,
  toTemplateName,
  versionOf,
  type JsonObject,
  type TemplateContent,
  type TemplateFile,
} from '@evalflow/configs'
import { evaluationForms } from '@evalflow/evaluations/fields'
import type { EvaluationConfig, Imported, ImportPreview, importRequestSchema } from '@evalflow/contract'
import { sql } from 'kysely'
import { z } from 'zod'
import { ApiProblem, problems } from '../errors.ts'
import { maskSecrets } from '../platform/secrets.ts'
import { checkConfig } from './check-config.ts'
import { getStored, toRef, type LibraryDeps } from './template-library.ts'

export interface TransferDeps extends LibraryDeps {
  /** Ids of models that this server can ask. */
  listModels: () => Promise<readonly string[]>
  namespace: string
}

type Need = ImportPreview['needs'][number]

const MOST_NAMES = 1000
/** Datasets looked at to say whether one has the columns. */
const MOST_DATASETS = 100

export async function exportStored({ db }: LibraryDeps, config: string): Promise<TemplateFile> {
  const ref = toRef(config)
  const stored = await getStored(db, ref)
  return exportTemplate(ref.name, stored, needsOf(stored))
}

export async function previewImport(
  deps: TransferDeps,
  { file: text, name }: { file: string; name?: string | undefined },
): Promise<ImportPreview> {
  const file = readTemplateFile(text)
  const wanted = toWantedName(file, name)
  const content = contentOf(file.config as EvaluationConfig) // checked by `readTemplateFile`
  const existing = await findStored(deps, wanted)
  const same = existing !== undefined && contentHash(existing) === contentHash(content)
  return {
    name: wanted,
    version: file.version,
    hash: file.hash,
    outcome: existing === undefined ? 'create' : same ? 'same' : 'changed',
    existing_hash: existing === undefined ? null : contentHash(existing),
    changes: existing === undefined ? [] : diffJson(maskSecrets(contentOf(existing)), content),
    free_name: await findFreeName(deps, wanted),
    needs: await findNeeds(deps, file, content),
    problems: await checkConfig({ ...content, name: wanted }, { evaluation: deps.evaluation }),
  }
}

export async function importFile(deps: TransferDeps, request: z.infer<typeof importRequestSchema>): Promise<Imported> {
  const file = readTemplateFile(request.file)
  const name = toWantedName(file, request.name)
  const content = withSecrets(contentOf(file.config as EvaluationConfig), file, request.secrets ?? {})
  const ref = { namespace: deps.namespace, name }
  const note = `imported, version ${file.version} there`
  if (request.as === 'version') {
    const baseHash = request.base_hash ?? ''
    const edited = await editTemplate({ template: ref, baseHash, content, note }, deps.platform)
    return { config: `${ref.namespace}/${name}`, version: edited.version, outcome: edited.outcome }
  }
  const { description, ...rest } = content
  const body: JsonObject = {
    ...(JSON.parse(JSON.stringify(rest)) as JsonObject),
    ...(description === undefined ? {} : { description }),
    ...ref,
    custom_fields: { evalflow: { kind: 'template', imported: { hash: file.hash, version: file.version } } },
  }
  try {
    const made = await deps.platform.configs.create(body)
    return { config: `${ref.namespace}/${name}`, version: versionOf(made as EvaluationConfig), outcome: 'created' }
  } catch (error) {
    const isTaken = typeof error === 'object' && error !== null && 'status' in error && error.status === 409
    if (!isTaken) throw error
    const existing = await findStored(deps, name)
    if (existing && contentHash(existing) === contentHash(content))
      return { config: `${ref.namespace}/${name}`, version: versionOf(existing), outcome: 'unchanged' }
    throw problems.configExists(
      `${ref.namespace}/${name}`,
      'It holds something else. Choose another name, or make it its next version.',
    )
  }
}

function toWantedName(file: TemplateFile, name: string | undefined): string {
  if (name === undefined || name === '') return file.name
  if (!isLegalName(name))
    throw problems.badInput(`"${name}" is no legal name. Use 1 to 255 of letters, digits and _ - + . @ :`, 'name')
  return name
}

async function findStored(deps: TransferDeps, name: string): Promise<EvaluationConfig | undefined> {
  try {
    return await getStored(deps.db, { namespace: deps.namespace, name })
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return undefined
    throw error
  }
}

async function findFreeName(deps: TransferDeps, name: string): Promise<string> {
  if (!(await findStored(deps, name))) return name
  for (let n = 2; n < MOST_NAMES; n += 1) {
    const next = toTemplateName(`${toBaseName(name)}-${n}`)
    if (!(await findStored(deps, next))) return next
  }
  return toTemplateName(`${toBaseName(name)}-${MOST_NAMES}`)
}

/** Read from the config itself; what the file says of its needs is for people. */
async function findNeeds(deps: TransferDeps, file: TemplateFile, content: TemplateContent): Promise<Need[]> {
  const config = content as EvaluationConfig
  const needs = needsOf(config)
  const models = await deps.listModels()
  return [
    await typeNeed(needs.evaluation_type),
    {
      kind: 'model',
      name: needs.model,
      path: 'tasks',
      here: needs.model === 'none' ? true : null,
      detail: needs.model === 'none' ? 'Stored answers; no model is asked.' : 'Chosen when it runs.',
    },
    ...(await columnNeeds(deps, config, needs.columns)),
    ...needs.endpoints.map(({ path, role, name, url }): Need => {
      const here = url !== null ? null : models.includes(name.replace(/^default\//, ''))
      const detail =
        url !== null ? `at ${url}` : here ? 'There is a model of this name.' : 'No model of this name here.'
      return { kind: role, name, path, here, detail }
    }),
    ...file.secrets.map((path): Need => ({
      kind: 'secret',
      name: path.split('.').at(-1) ?? path,
      path,
      here: false,
      detail: 'Left out of the file. Choose a stored secret, or add it later.',
    })),
  ]
}

async function typeNeed(type: string): Promise<Need> {
  const base = { kind: 'type', name: type, path: 'type' } as const
  // every type's code comes with it, so only when it is asked for
  const { findType } = await import('@evalflow/evaluations')
  try {
    const { form } = findType(type)
    const title = evaluationForms.find(({ id }) => id === form.id)?.title ?? form.id
    return { ...base, here: form.unavailable === undefined, detail: form.unavailable ?? title }
  } catch {
    return { ...base, here: false, detail: 'This server does not know the type.' }
  }
}

async function columnNeeds(
  deps: TransferDeps,
  config: EvaluationConfig,
  columns: ReturnType<typeof needsOf>['columns'],
): Promise<Need[]> {
  if (columns.length === 0) return []
  const rows = await sql<{ ref: string; body: string }>`select namespace || '/' || name as ref, body from entities
    where kind = 'dataset' order by created_at desc limit ${MOST_DATASETS}`.execute(deps.db)
  let fitting = 0
  for (const { ref, body } of rows.rows) {
    if ((await deps.facts.fit(config, await deps.facts.toKnown(ref, body))).fits) fitting += 1
  }
  const detail = `${fitting} of the ${rows.rows.length} newest datasets here fit.`
  return columns.map(({ name, type, path }) => ({
    kind: 'column',
    name: type === 'any' ? name : `${name} (${type})`,
    path,
    here: fitting > 0,
    detail,
  }))
}

/** References to stored secrets at the places where the file left one out. @throws ApiProblem `bad_input` */
function withSecrets(
  content: TemplateContent,
  file: TemplateFile,
  secrets: Readonly<Record<string, string>>,
): TemplateContent {
  const copy = structuredClone(content)
  for (const [path, name] of Object.entries(secrets)) {
    if (!file.secrets.includes(path) || !/^[\w.-]{1,100}$/.test(name))
      throw problems.badInput(
        `"${path}" is no place of a left out secret, or "${name}" no name of one.`,
        `secrets.${path}`,
      )
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    let at: unknown = copy
    for (const key of keys) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined
    if (typeof at !== 'object' || at === null)
      throw problems.badInput(`There is nothing at "${path}" to put a secret into.`, `secrets.${path}`)
    Reflect.set(at, last, `$secret:${name}`)
  }
  return copy
}
