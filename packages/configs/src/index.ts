export { MAIN_TASK, TEMPLATE_TASK, classifyConfig, type ConfigClass } from './classify-config.ts'
export { cleanUpRuntimeConfig, type CleanUpInput, type CleanUpResult } from './clean-up.ts'
export {
  configRecordSchema,
  findConfigRecord,
  isKeptVersion,
  templateHash,
  versionOf,
  type ConfigKind,
  type ConfigRecord,
} from './config-record.ts'
export type {
  ConfigsPort,
  DatasetInput,
  DatasetsPort,
  EditableConfigsPort,
  EditEffects,
  Effects,
  EvaluationParts,
  JsonObject,
  JsonValue,
} from './config-types.ts'
export { createConfigBody, type ConfigBody, type CreateConfigInput } from './create-config.ts'
export { UNKNOWN_DATASET, toDatasetId } from './dataset-id.ts'
export { diffJson, type FieldChange } from './diff.ts'
export {
  ensureRuntimeConfig,
  previewRuntimeConfig,
  type EnsureInput,
  type EnsuredConfig,
  type RuntimePreview,
} from './ensure-runtime-config.ts'
export { ConfigError, type ConfigErrorCode } from './errors.ts'
export type { FoundConfig } from './find-or-create.ts'
export {
  PLACEHOLDER_URL,
  filesUrlOf,
  hasPlaceholder,
  injectDataset,
  isPlaceholderUrl,
  tasksNeedingDataset,
} from './inject-dataset.ts'
export { isLegalName } from './legal-name.ts'
export { isTemplateName, toBaseName, toDatasetConfigName, toPlainName, toRuntimeName, toTemplateName } from './names.ts'
export { createConfig } from './store-config.ts'
export { exportTemplate, readTemplateFile, type TemplateFile, type TemplateNeeds } from './template-file.ts'
export { contentHash, contentOf, readableContent, type TemplateContent } from './template-content.ts'
export {
  editTemplate,
  getVersion,
  listVersions,
  restoreVersion,
  toVersionName,
  versionRefs,
  type EditedTemplate,
  type TemplateVersion,
} from './versions.ts'
