/** Files of Langflow, as an entry of their own: an editor loads them when a file is read or written, not before. */
export { exportLangflow } from './langflow/export-langflow.ts'
export { importFlowFile } from './langflow/import-flow-file.ts'
