/** Bodies of new configs: a template by default, a direct config when a dataset is given (rules K6 to K8 in SPEC.md). */
import { MAIN_TASK, TEMPLATE_TASK } from './classify-config.ts'
import type { ConfigKind } from './config-record.ts'
import type { DatasetInput, EvaluationParts, JsonObject } from './config-types.ts'
import { toDatasetId } from './dataset-id.ts'
import { PLACEHOLDER_URL } from './inject-dataset.ts'
import { toDatasetConfigName, toPlainName, toTemplateName } from './names.ts'

export interface CreateConfigInput {
  /** As the person typed it, without suffix. */
  name: string
  namespace: string
  description?: string
  project?: string
  /** `template` types read a dataset of yours; `direct` types (benchmarks) bring their own. */
  class: 'template' | 'direct'
  parts: EvaluationParts
  /** Given: a direct config for it. Ignored by `direct` types. */
  dataset?: DatasetInput
}

export interface ConfigBody {
  kind: ConfigKind
  /** Its name, legal for the API. */
  name: string
  /** Body of `POST /v1/evaluation/configs`. */
  body: JsonObject
}

/** What would be created: the dialog's preview, and what is then sent. @throws ConfigError `name_required` */
export function createConfigBody(input: CreateConfigInput): ConfigBody {
  const { parts, dataset } = input
  if (input.class === 'direct') {
    const tasks = parts.task ? { [MAIN_TASK]: parts.task } : undefined
    return assemble(input, 'direct', toPlainName(input.name), tasks, { kind: 'direct' })
  }
  const task = parts.task ?? {}
  if (!dataset) {
    const tasks = { [TEMPLATE_TASK]: withDataset(task, { files_url: PLACEHOLDER_URL }) }
    return assemble(input, 'template', toTemplateName(input.name), tasks, { kind: 'template' })
  }
  const name = toDatasetConfigName(input.name, toDatasetId(dataset.files_url))
  const { files_url, hf_endpoint } = dataset
  const source: JsonObject = hf_endpoint === undefined ? { files_url } : { files_url, hf_endpoint }
  return assemble(input, 'direct', name, { [MAIN_TASK]: withDataset(task, source) }, { kind: 'direct', ...source })
}

/** `limit`, `split` and the like that the form put beside the dataset stay. */
function withDataset(task: JsonObject, source: JsonObject): JsonObject {
  const before = task['dataset']
  const kept = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {}
  return { ...task, dataset: { ...kept, ...source } }
}

function assemble(
  input: CreateConfigInput,
  kind: ConfigKind,
  name: string,
  tasks: JsonObject | undefined,
  record: JsonObject,
): ConfigBody {
  const { namespace, description, project, parts } = input
  const body: JsonObject = { type: parts.type, namespace, name }
  if (description) body['description'] = description
  if (project) body['project'] = project
  if (parts.params) body['params'] = parts.params
  if (tasks) body['tasks'] = tasks
  if (parts.groups) body['groups'] = parts.groups
  body['custom_fields'] = { evalflow: record }
  return { kind, name, body: structuredClone(body) }
}
