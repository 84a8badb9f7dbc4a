/** `evalflow import` and `evalflow export`: flows as files. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { componentRegistry } from '@evalflow/components'
import { createSpecIndex, exportLangflow, parseFlow, toCanonicalJson } from '@evalflow/graph'
import { CommandError, EXIT } from '../exit-codes.ts'
import { addConfigs, storeConfigs } from '../flow-configs.ts'
import { parseFlowFile, toWire } from '../parse-flow-file.ts'
import { withServer, type ServerOptions } from '../server-session.ts'

export async function importFlow(file: string, options: ServerOptions): Promise<number> {
  if (!existsSync(file)) throw new CommandError(`There is no file "${file}". Give a flow file.`, EXIT.usage)
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
  return withServer(options, async ({ client, nemo }) => {
    const stored = await client.flows.get(flowId)
    const flow = parseFlow(stored.flow)
    const specs = createSpecIndex(componentRegistry)
    const isLangflow = options.format === 'langflow'
    const text = isLangflow
      ? JSON.stringify(exportLangflow(flow, specs), null, 2)
      : toCanonicalJson(await addConfigs(flow, nemo), specs)
    if (options.output) writeFileSync(options.output, `${text.trimEnd()}\n`)
    else process.stdout.write(`${text.trimEnd()}\n`)
    return EXIT.ok
  })
}
