/**
 * Versions of a template (rules V in SPEC.md).
 *
 * 1. The template `t` is what runs. Version n of it is kept as a config of its own, `t@v{n}`, and never changed.
 * 2. The next version is stored first, which only one of several can do; then the template becomes it. Who finds a
 *    stored version that the template has not yet become, takes that step for its maker.
 *
 *   t (v2) ── create t@v3 ──> t (v2), t@v3 ── update t ──> t (v3)
 */
import { type EvaluationConfig, MAX_NAME_LENGTH, toUrn } from '@evalflow/contract'
import { statusOf, withRetries } from './attempts.ts'
import { classifyConfig } from './classify-config.ts'
import { findConfigRecord, versionOf } from './config-record.ts'
import type { EditEffects, Effects, EntityRef, JsonObject } from './config-types.ts'
import { configErrors } from './errors.ts'
import { parseConfig, readConfig, toConfigError } from './find-or-create.ts'
import { toLegalPart } from './legal-name.ts'
import {
  contentHash,
  storedContent,
  type TemplateContent,
  withEmptyParts,
  withKnownDatasets,
} from './template-content.ts'

export interface EditInput {
  template: EntityRef
  /** `contentHash` of the template that was changed: if it is another by now, nothing is written. */
  baseHash: string
  content: TemplateContent
  /** Why, for the history. */
  note?: string | undefined
}

export interface EditedTemplate {
  config: EvaluationConfig
  version: number
  outcome: 'edited' | 'unchanged'
}

export interface TemplateVersion {
  version: number
  /** The kept version, or the template itself if it was never changed. */
  ref: EntityRef
  hash: string
  made_at: string | null
  note: string | null
  /** Is it what runs now? */
  current: boolean
  config: EvaluationConfig
}

/** More numbers than this are not looked through for a free one. */
const MOST_TAKEN = 1000

/** `qa_template` and 3 give `qa_template@v3`; always legal. */
export function toVersionName(templateName: string, version: number): string {
  const suffix = `@v${version}`
  return `${toLegalPart(templateName, MAX_NAME_LENGTH - suffix.length)}${suffix}`
}

/**
 * Makes `content` the next version of the template. The same edit again, as after a lost answer, ends the same way.
 *
 * @throws ConfigError `template_changed` if somebody else was first, `template_not_found`, `not_a_template`,
 * `version_not_current`; else as for creating a config
 */
export async function editTemplate(input: EditInput, effects: EditEffects): Promise<EditedTemplate> {
  const { template, content: given, note } = input
  const head = await getTemplate(template, effects)
  const content = withEmptyParts(withKnownDatasets(given, head), head)
  const wanted = contentHash(content)
  const isSame = contentHash(head) === wanted && (head.description ?? '') === (content.description ?? '')
  if (isSame) return { config: head, version: versionOf(head), outcome: 'unchanged' }
  if (contentHash(head) !== input.baseHash) throw configErrors.templateChanged(toUrn(template), versionOf(head))
  const now = await keepCurrent(template, head, effects)
  for (let version = now + 1; version < now + MOST_TAKEN; version += 1) {
    const body = toVersionBody(template, head, { content, version, note })
    const made = await createOnce(template.namespace, body, effects)
    if (made.outcome === 'taken') {
      // of an earlier template of this name: its number is passed over
      if (!isOfTemplate(made.config, head)) continue
      if (contentHash(made.config) !== wanted) {
        await becomeVersion(template, head, made.config, effects)
        throw configErrors.templateChanged(toUrn(template), version)
      }
    }
    // as it was stored: what the server added to it belongs to this version
    const config = await becomeVersion(template, head, made.config, effects)
    return { config, version, outcome: 'edited' }
  }
  throw configErrors.configExists(toVersionName(toUrn(template), now + MOST_TAKEN))
}

/** Makes the content of an earlier version the next one. @throws ConfigError `version_not_found`; as `editTemplate` */
export async function restoreVersion(
  { template, version, baseHash }: { template: EntityRef; version: number; baseHash: string },
  effects: EditEffects,
): Promise<EditedTemplate> {
  const { config } = await getVersion(template, version, effects)
  const content = storedContent(config)
  return editTemplate({ template, baseHash, content, note: `restored from v${version}` }, effects)
}

/** @throws ConfigError `version_not_found`, `template_not_found` */
export async function getVersion(template: EntityRef, version: number, effects: Effects): Promise<TemplateVersion> {
  const head = await getTemplate(template, effects)
  const found = await findVersion(template, head, version, effects)
  if (!found) throw configErrors.versionNotFound(toUrn(template), version)
  return found
}

/**
 * Newest first, looked up one by one by name, so that it works on any NeMo. `next` is the `before` of the following page.
 *
 * @throws ConfigError `template_not_found`
 */
export async function listVersions(
  template: EntityRef,
  { before, limit }: { before?: number | undefined; limit: number },
  effects: Effects,
): Promise<{ versions: TemplateVersion[]; next: number | null; total: number }> {
  const head = await getTemplate(template, effects)
  const newest = versionOf(head)
  const versions: TemplateVersion[] = []
  let version = Math.min(before ?? newest + 1, newest + 1) - 1
  for (; version >= 1 && versions.length < limit; version -= 1) {
    const found = await findVersion(template, head, version, effects)
    if (found) versions.push(found)
  }
  return { versions, next: version >= 1 ? version + 1 : null, total: newest }
}

/** Names of what is kept of a template, for deleting it whole. */
export const versionRefs = (template: EntityRef, head: EvaluationConfig): EntityRef[] =>
  Array.from({ length: versionOf(head) }, (_, index) => ({
    namespace: template.namespace,
    name: toVersionName(template.name, index + 1),
  }))

async function getTemplate(ref: EntityRef, effects: Effects): Promise<EvaluationConfig> {
  const head = await readConfig(ref, effects)
  if (!head) throw configErrors.templateNotFound(toUrn(ref))
  if (classifyConfig(head).kind !== 'template') throw configErrors.notATemplate(toUrn(ref))
  return head
}

async function findVersion(
  template: EntityRef,
  head: EvaluationConfig,
  version: number,
  effects: Effects,
): Promise<TemplateVersion | undefined> {
  const current = version === versionOf(head)
  const ref = { namespace: template.namespace, name: toVersionName(template.name, version) }
  const kept = await readConfig(ref, effects)
  const isKept = kept !== undefined && isOfTemplate(kept, head)
  // never changed, or changed by somebody who keeps no versions: then the template itself is what there is
  const isHead = current && (!isKept || contentHash(kept) !== contentHash(head))
  const config = isHead ? head : isKept ? kept : undefined
  if (!config) return undefined
  return {
    version,
    ref: isHead ? template : ref,
    hash: contentHash(config),
    made_at: config.created_at ?? null,
    note: isHead ? null : (findConfigRecord(config)?.note ?? null),
    current,
    config,
  }
}

/** Keeps what the template is now, under its number or, if that is another content, the next free one. */
async function keepCurrent(template: EntityRef, head: EvaluationConfig, effects: EditEffects): Promise<number> {
  const first = versionOf(head)
  for (let version = first; version < first + MOST_TAKEN; version += 1) {
    const body = toVersionBody(template, head, { content: storedContent(head), version })
    const made = await createOnce(template.namespace, body, effects)
    const fits = isOfTemplate(made.config, head) && contentHash(made.config) === contentHash(head)
    if (made.outcome === 'created' || fits) return version
  }
  throw configErrors.configExists(toVersionName(toUrn(template), first + MOST_TAKEN))
}

type Made = { outcome: 'created' | 'taken'; config: EvaluationConfig }

async function createOnce(namespace: string, body: JsonObject, effects: EditEffects): Promise<Made> {
  const ref = { namespace, name: String(body['name']) }
  const there = await readConfig(ref, effects)
  if (there) return { outcome: 'taken', config: there }
  try {
    const made = await withRetries(() => effects.configs.create(body), effects)
    return { outcome: 'created', config: parseConfig(made, ref) }
  } catch (error) {
    const other = statusOf(error) === 409 ? await readConfig(ref, effects) : undefined
    if (other) return { outcome: 'taken', config: other }
    throw toConfigError(error, 'create', ref)
  }
}

async function becomeVersion(
  template: EntityRef,
  head: EvaluationConfig,
  next: EvaluationConfig,
  effects: EditEffects,
): Promise<EvaluationConfig> {
  const version = versionOf(next)
  const hash = contentHash(next)
  const record = { ...findConfigRecord(head), kind: 'template', version }
  const body = {
    ...storedContent(next),
    description: next.description ?? '',
    custom_fields: { ...head.custom_fields, evalflow: record },
  }
  try {
    const updated = await withRetries(() => effects.configs.update(template, toJson(body)), effects)
    const config = parseConfig(updated, template)
    if (contentHash(config) === hash) return config
  } catch (error) {
    throw toConfigError(error, 'create', template)
  }
  throw configErrors.versionNotCurrent(toUrn(template), toVersionName(template.name, version))
}

function toVersionBody(
  template: EntityRef,
  head: EvaluationConfig,
  { content, version, note }: { content: TemplateContent; version: number; note?: string | undefined },
): JsonObject {
  const record = {
    kind: 'template',
    version,
    version_of: toUrn(template),
    ...(head.id ? { template_id: head.id } : {}),
    ...(note ? { note } : {}),
  }
  const { evalflow: _own, ...others } = head.custom_fields ?? {}
  return toJson({
    ...content,
    ...(head.project ? { project: head.project } : {}),
    namespace: template.namespace,
    name: toVersionName(template.name, version),
    custom_fields: { ...others, evalflow: record },
  })
}

function isOfTemplate(kept: EvaluationConfig, head: EvaluationConfig): boolean {
  const id = findConfigRecord(kept)?.template_id
  return findConfigRecord(kept)?.version_of != null && (id == null || head.id == null || id === head.id)
}

/** Of JSON that this module put together. */
const toJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject
