/** What a file would bring, before anything is stored. Pure: nothing is fetched, started or kept. */
import { problems, titleOf, type Flow, type ImportOptions, type ImportReport, type SpecIndex } from '@evalflow/graph'
import { importFlowFile } from '@evalflow/graph/langflow'

export interface ImportPreview {
  flow: Flow
  format: 'evalflow' | 'langflow'
  nodes: number
  edges: number
  groups: number
  /** Components that are not installed here, with how many nodes each has. */
  unknown: { type: string; count: number }[]
  /** NeMo components of a Langflow file that became ours. */
  mapped: ImportReport['mapped']
  /** One sentence each. */
  warnings: string[]
  /** Flows in the file, by name; more than one only in projects and lists. */
  flows: string[]
}

/** A larger text would be refused by the server as well. */
export const IMPORT_LIMIT_BYTES = 32 * 1024 * 1024

/** @throws GraphError that says what the file is, or where it breaks */
export function readImport(text: string, specs: SpecIndex, options: ImportOptions = {}): ImportPreview {
  const { flow, format, report } = importFlowFile(text, options)
  const unknown = new Map<string, number>()
  for (const { type } of Object.values(flow.nodes)) {
    if (!specs.get(type)) unknown.set(type, (unknown.get(type) ?? 0) + 1)
  }
  const found = problems(flow, specs)
    .filter(({ code }) => code !== 'unknown_component')
    .map(({ node, message }) => {
      const name = node === undefined ? '' : titleOf(flow, specs, node)
      return node === undefined || message.startsWith(name) ? message : `${name}: ${message}`
    })
  return {
    flow,
    format,
    nodes: Object.keys(flow.nodes).length,
    edges: Object.keys(flow.edges).length,
    groups: Object.keys(flow.groups).length,
    unknown: Array.from(unknown, ([type, count]) => ({ type, count })),
    mapped: report?.mapped ?? [],
    warnings: [...(report?.messages ?? []), ...found],
    flows: report?.flows ?? [],
  }
}
