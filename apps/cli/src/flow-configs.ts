/**
 * Configs that travel with a flow file, so that it runs where they are not stored.
 *
 * A flow names its configs; `export` puts their content under `foreign.evalflow_configs`, by `namespace/name`, with keys
 * masked as the server answers them. `run` and `import` store what is missing and never change what is there.
 */
import { NotFoundError, type NemoClient } from '@evalflow/client'
import { componentRegistry } from '@evalflow/components'
import { evaluationConfigCreateSchema, findRef } from '@evalflow/contract'
import type { Flow, JsonValue } from '@evalflow/graph'
import { z } from 'zod'

const KEY = 'evalflow_configs'
const carriedSchema = z.record(z.string(), z.record(z.string(), z.json()))
/** What the server made, and a new one makes anew. */
const SERVER_FIELDS = ['id', 'created_at', 'updated_at', 'schema_version', 'type_prefix', 'ownership', 'project']

/** The flow with the content of each config it names that is stored. */
export async function addConfigs(flow: Flow, nemo: NemoClient): Promise<Flow> {
  const carried: Record<string, JsonValue> = {}
  for (const ref of namedConfigs(flow)) {
    const key = findRef(ref)
    const config = key && (await nemo.evaluation.configs.get(key).catch(ignoreMissing))
    if (!config) continue
    const kept = Object.entries(config).filter(([field]) => !SERVER_FIELDS.includes(field))
    carried[ref] = z.json().parse(Object.fromEntries(kept))
  }
  if (Object.keys(carried).length === 0) return flow
  return { ...flow, foreign: { ...toObject(flow.foreign), [KEY]: carried } }
}

/** Stores carried configs that are missing; resolves to their names. */
export async function storeConfigs(flow: Flow, nemo: NemoClient): Promise<string[]> {
  const carried = carriedSchema.safeParse(toObject(flow.foreign)[KEY])
  const stored: string[] = []
  for (const [ref, body] of Object.entries(carried.success ? carried.data : {})) {
    const key = findRef(ref)
    if (!key || (await nemo.evaluation.configs.get(key).catch(ignoreMissing))) continue
    await nemo.evaluation.configs.create(evaluationConfigCreateSchema.parse({ ...body, ...key }))
    stored.push(ref)
  }
  return stored
}

/** Values of fields that pick a config. */
function namedConfigs(flow: Flow): string[] {
  const fields = new Map(
    componentRegistry.map((spec) => [
      spec.type,
      spec.fields.filter(({ source }) => source === 'configs').map(({ id }) => id),
    ]),
  )
  const values = Object.values(flow.nodes).flatMap((node) => (fields.get(node.type) ?? []).map((id) => node.values[id]))
  return [...new Set(values.filter((value) => typeof value === 'string' && value !== ''))].map(String)
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error
}

function toObject(value: JsonValue | undefined): Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
