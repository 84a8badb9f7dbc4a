import type { FlowRecord } from '@evalflow/contract'
import { parseFlow, type Flow } from '@evalflow/graph'
import { CommandError, EXIT } from './exit-codes.ts'

/** The flow in a file's text. @throws CommandError that names the file and what is wrong */
export function parseFlowFile(file: string, text: string): Flow {
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
    return parseFlow(document)
  } catch (error) {
    throw new CommandError(`"${file}": ${error instanceof Error ? error.message : String(error)}`, EXIT.usage)
  }
}

/** A flow as it travels. */
export function toWire(flow: Flow): FlowRecord['flow'] {
  return JSON.parse(JSON.stringify(flow)) as FlowRecord['flow'] // a flow is plain JSON
}
