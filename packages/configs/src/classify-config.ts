/** Which kind a config is, also for one made elsewhere (rules K1 to K5 in SPEC.md). */
import { type ConfigKind, findConfigRecord } from './config-record.ts'
import type { EvaluationConfig } from './config-types.ts'
import { filesUrlOf, hasPlaceholder } from './inject-dataset.ts'
import { DATASET_INFIX, isTemplateName } from './names.ts'

export const TEMPLATE_TASK = 'template_task'
export const MAIN_TASK = 'main_task'

export interface ConfigClass {
  kind: ConfigKind
  /** What told: its own record, a task's placeholder, its name, or nothing (then it is taken as direct). */
  by: 'record' | 'placeholder' | 'name' | 'default'
  /** `namespace/name` of the template of a runtime config, where the record tells. */
  template: string | null
  /** Where the rows of its first task with a dataset are. */
  files_url: string | null
}

export function classifyConfig(config: EvaluationConfig): ConfigClass {
  const tasks = Object.values(config.tasks ?? {})
  const files_url = tasks.map(filesUrlOf).find((url) => url !== null) ?? null
  const record = findConfigRecord(config)
  if (record)
    return {
      kind: record.kind,
      by: 'record',
      template: record.template ?? null,
      files_url: files_url ?? record.files_url ?? null,
    }
  if (tasks.some(hasPlaceholder)) return { kind: 'template', by: 'placeholder', template: null, files_url }
  const name = config.name ?? ''
  if (isTemplateName(name) && files_url === null) return { kind: 'template', by: 'name', template: null, files_url }
  if (name.includes(DATASET_INFIX)) {
    // Both carry the dataset in the name; a copy of a template also keeps the template's task.
    const kind = Object.hasOwn(config.tasks ?? {}, TEMPLATE_TASK) ? 'runtime' : 'direct'
    return { kind, by: 'name', template: null, files_url }
  }
  return { kind: 'direct', by: 'default', template: null, files_url }
}
