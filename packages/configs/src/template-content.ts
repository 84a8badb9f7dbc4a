/**
 * What a template says: the part of a config that its versions keep, without what a server adds to it (rules V6 and V9 in
 * SPEC.md).
 */
import type { EvaluationConfig } from '@evalflow/contract'
import type { JsonObject, JsonValue, TaskConfig } from './config-types.ts'
import { hashJson } from './hash.ts'
import { hasPlaceholder } from './inject-dataset.ts'

/** What defines the evaluation, and what people read of it. */
export interface TemplateContent {
  type: string
  params?: JsonObject | undefined
  tasks?: JsonObject | undefined
  groups?: JsonObject | undefined
  description?: string | undefined
}

/** What servers add to a dataset written inline. */
const GENERATED = new Set([
  'id',
  'created_at',
  'updated_at',
  'schema_version',
  'type_prefix',
  'version_id',
  'version_tags',
  'custom_fields',
])
/** The content without what a server adds to the placeholder of a dataset; as people read and change it. */
export function contentOf(config: TemplateContent | EvaluationConfig): TemplateContent {
  const content = storedContent(config)
  for (const task of tasksOf(content)) task['dataset'] = withoutGenerated(task['dataset'])
  return content
}

/** The same of any config: without what a server adds to the datasets of its tasks. For people, not for hashes. */
export function readableContent(config: EvaluationConfig): TemplateContent {
  const content = storedContent(config)
  for (const task of Object.values(content.tasks ?? {}))
    if (isObject(task) && isObject(task['dataset'])) task['dataset'] = withoutGenerated(task['dataset'])
  return content
}

/** Tells whether two templates say the same, whatever ids a server gave them. */
export const contentHash = (config: TemplateContent | EvaluationConfig): string => {
  const { description: _about, ...content } = contentOf(config)
  return hashJson(content)
}

/** As it is stored, ids of the server included. */
export function storedContent({
  type,
  params,
  tasks,
  groups,
  description,
}: TemplateContent | EvaluationConfig): TemplateContent {
  // of a parsed JSON answer
  const parts = { params, tasks, groups } as { params?: JsonObject; tasks?: JsonObject; groups?: JsonObject }
  return structuredClone({
    type,
    ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part != null)),
    ...(description ? { description } : {}),
  })
}

/** Tasks whose dataset is the placeholder, as objects that can be written to. */
function tasksOf(content: TemplateContent): JsonObject[] {
  return Object.values(content.tasks ?? {}).filter(
    (task): task is JsonObject => isObject(task) && hasPlaceholder(asTask(task)),
  )
}

function withoutGenerated(dataset: JsonValue | undefined): JsonValue {
  if (!isObject(dataset)) return dataset ?? null
  const named = typeof dataset['name'] === 'string' && !dataset['name'].startsWith('dataset-')
  const kept = Object.entries(dataset).filter(
    ([key, value]) => value !== null && !GENERATED.has(key) && (named || (key !== 'name' && key !== 'namespace')),
  )
  return Object.fromEntries(kept)
}

/** Keeps what the server added to a placeholder that was not changed, so that an id is no difference. */
export function withKnownDatasets(given: TemplateContent, head: EvaluationConfig): TemplateContent {
  const content = structuredClone(given)
  const before = storedContent(head).tasks ?? {}
  for (const [name, task] of Object.entries(content.tasks ?? {})) {
    const known = before[name]
    if (!isObject(task) || !isObject(known) || !hasPlaceholder(asTask(task))) continue
    const dataset = task['dataset']
    if (isObject(dataset) && dataset['id'] !== undefined) continue
    if (hashJson(withoutGenerated(dataset)) === hashJson(withoutGenerated(known['dataset'])))
      task['dataset'] = structuredClone(known['dataset'] ?? null)
  }
  return content
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const asTask = (task: JsonObject): TaskConfig => task as unknown as TaskConfig

/** An absent part keeps its value in an update, so that one that was taken away is written as empty. */
export function withEmptyParts(content: TemplateContent, head: EvaluationConfig): TemplateContent {
  const parts = (['params', 'tasks', 'groups'] as const).map((part) => {
    const isGone = content[part] === undefined && head[part] != null
    return isGone ? { [part]: {} } : {}
  })
  return Object.assign({}, content, ...parts)
}
