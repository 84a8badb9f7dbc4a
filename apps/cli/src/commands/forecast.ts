/**
 * `evalflow forecast`: what the Evaluators of a flow would take, from a pilot of real calls each.
 *
 * What stands before an Evaluator (a Dataset Creator, say) is run first, since its rows are needed. An Evaluator that needs
 * the result of another one is left out and said to be unknown.
 */
import { existsSync, readFileSync } from 'node:fs'
import type { StudioClient, StudioRunSnapshot } from '@evalflow/client'
import {
  datasetValueSchema,
  parseTargetChoice,
  targetValueSchema,
  type TargetValue,
  toForecastRequest,
} from '@evalflow/components'
import type { Forecast } from '@evalflow/contract'
import { type Flow, type FlowNode, parseFlow } from '@evalflow/graph'
import { CommandError, EXIT } from '../exit-codes.ts'
import { storeConfigs } from '../flow-configs.ts'
import { toEstimateText } from '../format-figures.ts'
import { parseFlowFile, toWire } from '../parse-flow-file.ts'
import { withServer, type ServerOptions } from '../server-session.ts'

interface ForecastOptions extends ServerOptions {
  rows: string
  json?: boolean
}

const MAX_ROWS = 200

export async function forecast(flowArgument: string, options: ForecastOptions): Promise<number> {
  const rows = Number(options.rows)
  if (!Number.isInteger(rows) || rows < 0 || rows > MAX_ROWS)
    throw new CommandError(`--rows: "${options.rows}" is not a whole number from 0 to ${MAX_ROWS}.`, EXIT.usage)
  const file = existsSync(flowArgument) ? parseFlowFile(flowArgument, readFileSync(flowArgument, 'utf8')) : undefined
  if (!file && !options.url)
    throw new CommandError(
      `There is no file "${flowArgument}". Give a flow file, or --url and a stored flow's id.`,
      EXIT.usage,
    )
  return withServer(options, async ({ client, nemo }) => {
    if (file) await storeConfigs(file, nemo)
    const stored = file ? await client.flows.create(toWire(file)) : await client.flows.get(flowArgument)
    const flow = parseFlow(stored.flow)
    const evaluators = Object.values(flow.nodes).filter(({ type }) => type === 'evaluator')
    if (evaluators.length === 0)
      throw new CommandError('The flow has no Evaluator, so there is nothing to forecast.', EXIT.usage)
    const found: Record<string, Forecast | null> = {}
    for (const node of evaluators) found[node.id] = await forecastNode(client, { flow, flowId: stored.id, node, rows })
    if (options.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
    else for (const node of evaluators) print(node.name ?? node.id, found[node.id] ?? null)
    return Object.values(found).includes(null) ? EXIT.partial : EXIT.ok
  })
}

async function forecastNode(
  client: StudioClient,
  { flow, flowId, node, rows }: { flow: Flow; flowId: string; node: FlowNode; rows: number },
): Promise<Forecast | null> {
  const wires = Object.values(flow.edges).filter(({ target }) => target.node === node.id)
  const before = ancestors(flow, node.id)
  if ([...before].some((id) => flow.nodes[id]?.type === 'evaluator')) return null
  const run =
    before.size === 0
      ? undefined
      : await runBefore(
          client,
          flowId,
          wires.map(({ source }) => source.node),
        )
  const wired = (port: string) => {
    const source = wires.find(({ target }) => target.port === port)?.source
    return source && run?.nodes[source.node]?.outputs?.[source.port]
  }
  const dataset =
    wired('dataset') === undefined
      ? await pickedUrl(client, node)
      : datasetValueSchema.parse(wired('dataset')).files_url
  const target: TargetValue =
    wired('target') === undefined
      ? parseTargetChoice(node.values['target'], 'target')
      : targetValueSchema.parse(wired('target'))
  const request = toForecastRequest({ values: node.values, filesUrl: dataset, target })
  return client.jobCosts.forecast({ ...request, pilot_rows: rows })
}

/** @throws CommandError if what stands before did not end well */
async function runBefore(client: StudioClient, flowId: string, only: readonly string[]): Promise<StudioRunSnapshot> {
  const { id } = await client.runs.start(flowId, only)
  for await (const _ of client.runs.events(id));
  const snapshot = await client.runs.get(id)
  const failed = Object.values(snapshot.nodes).find(({ state }) => state === 'failed')
  if (failed)
    throw new CommandError(`Node "${failed.node}" failed: ${failed.error?.message ?? 'no reason'}`, EXIT.failed)
  return snapshot
}

function ancestors(flow: Flow, id: string, seen = new Set<string>()): Set<string> {
  for (const { source, target } of Object.values(flow.edges)) {
    if (target.node !== id || seen.has(source.node)) continue
    seen.add(source.node)
    ancestors(flow, source.node, seen)
  }
  return seen
}

/** Where the picked dataset lies; null if none is picked. */
async function pickedUrl(client: StudioClient, { values }: FlowNode): Promise<string | null> {
  const ref = values['dataset']
  if (typeof ref !== 'string' || ref === '') return null
  const { data } = await client.datasets({ search: ref.split('/').at(-1) ?? '', page_size: 100 })
  const found = data.find(({ namespace, name }) => `${namespace}/${name}` === ref)
  if (!found) throw new CommandError(`Dataset "${ref}" is not stored here.`, EXIT.failed)
  return found.files_url
}

function print(name: string, found: Forecast | null): void {
  const line = (label: string, value: string) => void process.stdout.write(`  ${label.padEnd(11)}${value}\n`)
  process.stdout.write(`${name}\n`)
  if (!found) return line('unknown', 'it needs the result of another Evaluator. Run the flow up to there first.')
  const { pilot, money } = found
  line('rows', found.rows === null ? 'unknown' : String(found.rows))
  line(
    'pilot',
    pilot
      ? `${pilot.rows} rows in ${pilot.seconds.toFixed(1)} s, ${pilot.cached} from kept replies, ${pilot.failed} failed`
      : 'none',
  )
  line('tokens in', toEstimateText(found.prompt_tokens, 'tokens'))
  line('tokens out', toEstimateText(found.completion_tokens, 'tokens'))
  line('money', toEstimateText(money, money?.currency ?? ''))
  line('time', toEstimateText(found.seconds, 's'))
  line('energy', toEstimateText(found.energy_wh, 'Wh'))
  const methods = new Set(
    [found.prompt_tokens, found.seconds].flatMap((estimate) => (estimate ? [estimate.method] : [])),
  )
  for (const method of methods) line('method', method)
  for (const note of found.notes) line('note', note)
}
