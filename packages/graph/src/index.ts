export { adjacencyOf, reachable, type Adjacency } from './adjacency.ts'
export { fromCanonical, toCanonical, toCanonicalJson } from './canonical.ts'
export { toChange, type Change, type Command, type CommandContext } from './change.ts'
export { copyNodes, duplicate, paste, type PasteArgs, type PasteChange } from './commands/clipboard.ts'
export { connect, disconnect, insertOnEdge, reconnect, type InsertOnEdgeArgs } from './commands/edges.ts'
export { group, renameGroup, setGroupCollapsed, setGroupNodes, ungroup } from './commands/groups.ts'
export {
  addNode,
  addNote,
  moveNodes,
  removeNodes,
  renameNode,
  setFlowInfo,
  setFrozen,
  setLayout,
  setValue,
  setValues,
  type AddNodeArgs,
} from './commands/nodes.ts'
export * from './component-spec.ts'
export { componentSpecSchema } from './component-spec-schema.ts'
export {
  brokenEdges,
  canConnect,
  createConnectionCheck,
  nodesOnCycles,
  titleOf,
  type BrokenEdge,
  type ConnectionCheck,
  type ConnectionFault,
  type Converter,
  type Refusal,
} from './connections.ts'
export { diffFlows, type FieldChange, type FlowDiff, type NodeChange, type PartDiff } from './diff-flows.ts'
export { emptyFlow } from './empty-flow.ts'
export { GraphError, type GraphErrorCode, type GraphIssue } from './errors.ts'
export * from './field-spec.ts'
export {
  checkFields,
  defaultValues,
  validateFields,
  visibleFields,
  withDefaults,
  type FieldsCheck,
  type ReasonedCheck,
  type Values,
} from './fields.ts'
export * from './flow.ts'
export { FRAGMENT_SCHEMA, createFragment, parseFragment, type FlowFragment } from './fragment.ts'
export {
  emptyHistory,
  recordChange,
  redo,
  sealHistory,
  undo,
  type History,
  type HistoryEntry,
  type HistoryStep,
  type RecordOptions,
} from './history.ts'
export { equalJson, sortKeys } from './json.ts'
export { FLOW_LIMITS } from './limits.ts'
export { migrateFlow, type MigratedFlow } from './migrate-flow.ts'
export { newId } from './new-id.ts'
export { parseFlow } from './parse-flow.ts'
export { applyPatches, applyWithInverse, type FlowPatch, type LoosePatch } from './patches.ts'
export { problems, type Problem, type ProblemCode } from './problems.ts'
export { REASON_TEXTS, reasonText, toReason, type Reason, type ReasonKey } from './reasons.ts'
export { isSecretName } from './secrets.ts'
export { PORT_TYPE_NAMES, createSpecIndex, type SpecIndex } from './spec-index.ts'
export { detectFormat, type FlowFormat } from './langflow/detect-format.ts'
export { exportLangflow } from './langflow/export-langflow.ts'
export { importFlowFile, type ImportedFile } from './langflow/import-flow-file.ts'
export { importLangflow, type ImportOptions } from './langflow/import-langflow.ts'
export type { ImportReport } from './langflow/import-report.ts'
