import { FLOW_SCHEMA, type Flow } from './flow.ts'

/** A flow with nothing on it. */
export function emptyFlow(options: { id: string; name: string; description?: string }): Flow {
  return {
    schema: FLOW_SCHEMA,
    id: options.id,
    name: options.name,
    description: options.description ?? '',
    nodes: {},
    edges: {},
    groups: {},
    layout: { nodes: {} },
  }
}
