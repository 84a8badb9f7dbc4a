/**
 * `evalflow import` and `evalflow export`: flows as files. Neither needs a server for a file; `import --store` and
 * `export ID` do. A file that cannot be taken ends with 1.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { componentRegistry } from '@evalflow/components'
import { createSpecIndex, exportLangflow, parseFlow, toCanonicalJson, type Flow } from '@evalflow/graph'
import { CommandError, EXIT } from '../exit-codes.ts'
import { addConfigs, storeConfigs } from '../flow-configs.ts'
import { parseFlowFile, toWire } from '../parse-flow-file.ts'
import { withServer, type ServerOptions } from '../server-session.ts'

const specs = createSpecIndex(componentRegistry)

/** Prints the Evalflow flow of a file, Evalflow's or Langflow's; `store` keeps it and tells its id on standard error. */
export async function importFlow(file: string, options: ServerOptions & { store?: boolean }): Promise<number> {
  if (!existsSync(file)) throw new CommandError(`There is no file "${file}". Give a flow file.`, EXIT.usage)
  const flow = parseFlowFile(file, readFileSync(file, 'utf8'), EXIT.failed)
  if (options.store)
    await withServer(options, async ({ client, nemo }) => {
      await storeConfigs(flow, nemo)
      const { id } = await client.flows.create(toWire(flow))
      process.stderr.write(`Stored as ${id}.\n`)
    })
  print(toCanonicalJson(flow, specs))
  return EXIT.ok
}

/** `flow` is a file, or the id of a stored flow, which takes the configs it names with it. */
export async function exportFlow(
  flow: string,
  options: ServerOptions & { format: string; output?: string },
): Promise<number> {
  const found = existsSync(flow)
    ? parseFlowFile(flow, readFileSync(flow, 'utf8'), EXIT.failed)
    : await withServer(options, async ({ client, nemo }) => {
        const stored = parseFlow((await client.flows.get(flow)).flow)
        return options.format === 'langflow' ? stored : addConfigs(stored, nemo)
      })
  const text = format(found, options.format)
  if (options.output) writeFileSync(options.output, `${text.trimEnd()}\n`)
  else print(text)
  return EXIT.ok
}

function format(flow: Flow, name: string): string {
  return name === 'langflow' ? JSON.stringify(exportLangflow(flow, specs), null, 2) : toCanonicalJson(flow, specs)
}

function print(text: string): void {
  process.stdout.write(`${text.trimEnd()}\n`)
}
