import type { FlowRecord } from '@evalflow/contract'
import { importFlowFile, type Flow } from '@evalflow/graph'
import { CommandError, EXIT } from './exit-codes.ts'

/**
 * The flow in a file's text, Evalflow's or Langflow's; of the latter, what could not be taken over is told.
 *
 * @throws CommandError that names the file and what is wrong
 */
export function parseFlowFile(file: string, text: string, exitCode: number = EXIT.usage): Flow {
  try {
    const { flow, report } = importFlowFile(text)
    for (const message of report?.messages ?? []) process.stderr.write(`${file}: ${message}\n`)
    return flow
  } catch (error) {
    throw new CommandError(`"${file}": ${error instanceof Error ? error.message : String(error)}`, exitCode)
  }
}

/** A flow as it travels. */
export function toWire(flow: Flow): FlowRecord['flow'] {
  return JSON.parse(JSON.stringify(flow)) as FlowRecord['flow'] // a flow is plain JSON
}
