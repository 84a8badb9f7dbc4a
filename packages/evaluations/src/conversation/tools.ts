/**
 * What a model's calls get: a result of a table (of the config, or of the row), or the answer of a real tool over HTTP.
 * Every call is recorded; one that has no result fails the row, or is told to the model (`unmatched`).
 */
import { type SampleContext, type ToolCaller, createToolCaller, createToolTransport } from '@evalflow/engine'
import { canonicalJson } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import type { Row } from '../template/row-view.ts'
import { compileField, parseJson } from '../template/value-template.ts'
import type { EvaluationServices } from '../types.ts'
import { type HttpTools, askHttpTool, planHttpTools } from './http-tools.ts'
import { inParallel } from './in-parallel.ts'
import type { Message } from './messages.ts'
import { type ToolMock, type ToolSettings, mocksSchema } from './settings.ts'
import type { MadeCall, ToolRecord } from './tool-calls.ts'

export interface Tools {
  readonly columns: ReadonlySet<string>
  readonly maxSteps: number
  /** Runs the calls of one answer side by side; `key` is theirs alone. @throws EvaluationError `tool_unmatched` */
  run(calls: readonly MadeCall[], item: Row, key: string, context: SampleContext): Promise<ToolRecord[]>
}

/** @throws EvaluationError `config_invalid`; errors of `services.resolveModel` for addresses and keys */
export async function createTools(settings: ToolSettings, path: string, services: EvaluationServices): Promise<Tools> {
  const { mocks, http, unmatched, max_steps, parallel } = settings
  if (mocks === undefined && http === undefined)
    throw evaluationErrors.configInvalid(path, 'has neither `mocks` nor `http`; no call could be answered.')
  const table = typeof mocks === 'string' ? compileField(mocks, { path: `${path}.mocks`, topLevel: false }) : undefined
  const real = await planHttpTools(settings, path, services)
  const findMocks = (item: Row): readonly ToolMock[] => {
    if (table === undefined) return Array.isArray(mocks) ? mocks : []
    const rendered = mocksSchema.safeParse(table.render({ item, sample: {}, topLevel: false }))
    if (rendered.success) return rendered.data
    throw evaluationErrors.templateFailed(`${path}.mocks`, new Error('expected a list of {name, arguments?, result}'))
  }
  // made for the first call, since most plans never see one
  let caller: ToolCaller | undefined
  const openCaller = () => (caller ??= createToolCaller(createToolTransport(real.origins)))
  return {
    columns: table?.columns ?? new Set(),
    maxSteps: max_steps,
    run(calls, item, key, context) {
      const known = findMocks(item)
      return inParallel(calls, parallel, (call, i) => {
        const mock = findMock(known, call)
        if (mock !== undefined) return Promise.resolve(fromMock(call, mock))
        if (real.tools.has(call.name) && typeof call.arguments !== 'string')
          return context.step(`${key}:tool:${i}`, () => askHttpTool(real, call, openCaller(), context.signal))
        return Promise.resolve(fromNone(call, unmatched, toNames(known, real)))
      })
    },
  }
}

export const toToolMessage = (record: ToolRecord): Message => ({
  role: 'tool',
  tool_call_id: record.id,
  content: record.result,
})

/** The first entry with these very arguments, else the first that takes any. */
function findMock(mocks: readonly ToolMock[], call: MadeCall): ToolMock | undefined {
  const named = mocks.filter(({ name }) => name === call.name)
  const made = canonicalJson(call.arguments)
  return (
    named.find((mock) => mock.arguments !== undefined && canonicalJson(mock.arguments) === made) ??
    named.find((mock) => mock.arguments === undefined)
  )
}

function fromMock({ id, name, arguments: args }: MadeCall, mock: ToolMock): ToolRecord {
  const shared = { id, name, arguments: args, source: 'mock' } as const
  if (mock.error !== undefined) return { ...shared, result: JSON.stringify({ error: mock.error }), error: mock.error }
  return { ...shared, result: typeof mock.result === 'string' ? mock.result : JSON.stringify(mock.result ?? null) }
}

function fromNone(call: MadeCall, unmatched: ToolSettings['unmatched'], known: string): ToolRecord {
  const malformed = typeof call.arguments === 'string' && parseJson(call.arguments) === undefined
  const why = malformed
    ? `The arguments of ${call.name} are no JSON object.`
    : `No result is known for ${call.name}(${canonicalJson(call.arguments)}).`
  // malformed arguments are the model's fault, not a gap in the table: it is told, as a real tool would
  if (unmatched === 'fail' && !malformed) throw evaluationErrors.toolUnmatched(`${why} Known: ${known || 'none'}.`)
  const { id, name, arguments: args } = call
  return { id, name, arguments: args, source: 'none', result: JSON.stringify({ error: why }), error: why }
}

function toNames(mocks: readonly ToolMock[], { tools }: HttpTools): string {
  const names = mocks.map(
    (mock) => `${mock.name}(${mock.arguments === undefined ? '…' : canonicalJson(mock.arguments)})`,
  )
  return [...names, ...[...tools.keys()].map((name) => `${name} over HTTP`)].slice(0, 20).join(', ')
}
