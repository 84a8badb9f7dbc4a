import type { FlowRecord } from '@evalflow/contract'
import { parseFlow } from '@evalflow/graph'
import { CommandError, EXIT } from './exit-codes.ts'

/** The flow in a file's text, as it travels to the server. @throws CommandError that names the file and what is wrong */
export function parseFlowFile(file: string, text: string): FlowRecord['flow'] {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw new CommandError(
      `"${file}" is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.usage,
    )
  }
  try {
    return JSON.parse(JSON.stringify(parseFlow(document))) as FlowRecord['flow'] // a flow is plain JSON
  } catch (error) {
    throw new CommandError(`"${file}": ${error instanceof Error ? error.message : String(error)}`, EXIT.usage)
  }
}
