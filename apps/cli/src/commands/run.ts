/**
 * `evalflow run`: the same flow, the same code, without Studio.
 *
 * The flow is stored first and the stored one runs, as in Studio. Standard output holds the result alone, progress goes
 * to standard error. Ends 0 when all is done, 1 when something failed or a gate did not open, 3 when a part is missing,
 * 130 when interrupted.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { FlowRecord } from '@evalflow/contract'
import type { StudioClient, StudioRunEvent, StudioRunSnapshot } from '@evalflow/client'
import { CommandError, EXIT } from '../exit-codes.ts'
import { gatesToJUnit, hasClosedGate } from '../gates.ts'
import { storeConfigs } from '../flow-configs.ts'
import { tellPipelines } from '../job-pipelines.ts'
import { parseFlowFile, toWire } from '../parse-flow-file.ts'
import { withServer, type ServerOptions } from '../server-session.ts'

interface RunOptions extends ServerOptions {
  json?: boolean
  /** File to write. */
  junit?: string
  /** Also tells how each task ran, and why. */
  verbose?: boolean
}

const EXIT_OF_STATE: Record<StudioRunSnapshot['state'], number> = {
  done: EXIT.ok,
  partly: EXIT.partial,
  failed: EXIT.failed,
  stopped: EXIT.interrupted,
  running: EXIT.failed,
}

export async function run(flowArgument: string, options: RunOptions): Promise<number> {
  const flow = existsSync(flowArgument) ? parseFlowFile(flowArgument, readFileSync(flowArgument, 'utf8')) : undefined
  if (!flow && !options.url)
    throw new CommandError(
      `There is no file "${flowArgument}". Give a flow file, or --url and the id of a flow stored there.`,
      EXIT.usage,
    )
  return withServer(options, async ({ client, nemo }) => {
    if (flow)
      for (const ref of await storeConfigs(flow, nemo))
        process.stderr.write(`Stored config ${ref}, which came with the flow.\n`)
    const stored = flow ? await client.flows.create(toWire(flow)) : await client.flows.get(flowArgument)
    const snapshot = await follow(client, stored)
    if (options.json) process.stdout.write(`${JSON.stringify(snapshot, null, 2)}\n`)
    else printSummary(snapshot)
    if (options.verbose) for (const line of await tellPipelines(snapshot, client)) process.stderr.write(`${line}\n`)
    if (options.junit !== undefined) writeFileSync(options.junit, gatesToJUnit(snapshot, stored.flow))
    // other branches may have ended well, but a gate that did not open fails the whole
    return hasClosedGate(snapshot) ? EXIT.failed : EXIT_OF_STATE[snapshot.state]
  })
}

async function follow(client: StudioClient, { id }: FlowRecord): Promise<StudioRunSnapshot> {
  const { id: runId } = await client.runs.start(id)
  const stop = () => void client.runs.cancel(runId).catch(() => {})
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    for await (const event of client.runs.events(runId)) tell(event)
    return await client.runs.get(runId)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}

const told = new Map<string, string>()

/** One line per change, so that a log of an unattended run stays short. */
function tell(event: StudioRunEvent): void {
  if (event.type === 'run') return
  const { node, state, progress, error } = event.node
  if (state === 'waiting') return
  const percent = progress?.total ? ` ${Math.floor((10 * (progress.done ?? 0)) / progress.total) * 10} %` : ''
  const line = `${node}: ${state}${percent}${error ? ` – ${error.message}` : ''}`
  if (told.get(node) === line) return
  told.set(node, line)
  process.stderr.write(`${line}\n`)
}

function printSummary(snapshot: StudioRunSnapshot): void {
  process.stdout.write(`Run ${snapshot.id}: ${snapshot.state}\n`)
  for (const node of Object.values(snapshot.nodes)) {
    process.stdout.write(`  ${node.node}: ${node.state}${node.error ? ` (${node.error.message})` : ''}\n`)
  }
}
