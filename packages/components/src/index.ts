export { ComponentError, type ComponentErrorCode } from './errors.ts'
export { componentDefinitions, componentRegistry } from './registry.ts'
export type {
  ComponentServices,
  DataStorePort,
  EntityRef,
  HubRows,
  JsonObject,
  NemoPort,
  StoredConfig,
  StoredDataset,
  StoredJob,
  StoredTarget,
  UploadedFiles,
} from './services.ts'
export {
  datasetValueSchema,
  resultValueSchema,
  targetValueSchema,
  type DatasetFigures,
  type DatasetValue,
  type ResultValue,
  type TargetValue,
} from './values.ts'
export { parseTargetChoice, toTargetChoice } from './target-choice.ts'
export { planEvaluatorRun, runtimeNameOf, type EvaluatorPlan, type EvaluatorRunInput } from './evaluator/plan.ts'
export { toForecastRequest } from './evaluator/forecast-request.ts'
export { nemoPortFromClient } from './nemo-port.ts'
export { toJUnit, type JUnitSuite } from './gate/junit.ts'
export { parquetValueToJson } from './dataset-creator/parse-parquet.ts'
export { openHubSource } from './dataset-creator/open-hub.ts'
export { MAX_SOURCE_BYTES } from './dataset-creator/open-source.ts'
export { previewRows } from './dataset-creator/preview.ts'
export type { RowSource } from './dataset-creator/read-rows.ts'
export { MAPPED_FIELDS, type FieldMapping, type MappedField } from './dataset-creator/mapping.ts'
export {
  describeRows,
  fitOfTemplate,
  splitOf,
  type ColumnFact,
  type DatasetFacts,
} from './config-manager/config-fit.ts'
export { needsOf } from './config-manager/config-needs.ts'
export { compareResults, type CompareOptions } from './compare-runs/compare-results.ts'
export { summariseSamples } from './results/summarise-samples.ts'
