/** The copy of a template that outlives it: what a run uses when the template is gone (DESIGN D2). Plan and run share it. */
import { findConfigRecord, isTemplateName, toDatasetId, toRuntimeName } from '@evalflow/configs'
import type { EvaluationConfig } from '@evalflow/contract'

interface TemplateRef {
  namespace: string
  name: string
}

/** Name under which the copy for these rows stands; null if `template` is no template's name. */
export function copyNameOf(template: TemplateRef, filesUrl: string): string | null {
  return isTemplateName(template.name) ? toRuntimeName(template.name, toDatasetId(filesUrl)) : null
}

/** Was `config` made of this template for just these rows? */
export function isCopyOf(template: TemplateRef, filesUrl: string, config: EvaluationConfig): boolean {
  const record = findConfigRecord(config)
  return record?.template === `${template.namespace}/${template.name}` && record.files_url === filesUrl
}
