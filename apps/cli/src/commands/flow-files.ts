/** `evalflow import` and `evalflow export`: flows as files. */
import { readFileSync, writeFileSync } from 'node:fs'
import { CommandError, EXIT } from '../exit-codes.ts'
import { parseFlow } from '@evalflow/graph'
import { addConfigs, storeConfigs } from '../flow-configs.ts'
import { parseFlowFile, toWire } from '../parse-flow-file.ts'
import { withServer, type ServerOptions } from '../server-session.ts'

export async function importFlow(file: string, options: ServerOptions): Promise<number> {
  const flow = parseFlowFile(file, readFileSync(file, 'utf8'))
  return withServer(options, async ({ client, nemo }) => {
    await storeConfigs(flow, nemo)
    const stored = await client.flows.create(toWire(flow))
    process.stdout.write(`${stored.id}\n`)
    return EXIT.ok
  })
}

export async function exportFlow(
  flowId: string,
  options: ServerOptions & { format: string; output?: string },
): Promise<number> {
  if (options.format !== 'evalflow')
    throw new CommandError(`Export as ${options.format} is not available in this build.`, EXIT.usage)
  return withServer(options, async ({ client, nemo }) => {
    const stored = await client.flows.get(flowId)
    const flow = await addConfigs(parseFlow(stored.flow), nemo)
    const text = `${JSON.stringify(flow, null, 2)}\n`
    if (options.output) writeFileSync(options.output, text)
    else process.stdout.write(text)
    return EXIT.ok
  })
}
