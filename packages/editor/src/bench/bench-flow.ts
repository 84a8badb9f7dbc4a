/** A flow of N Evaluators with about 1.2 N wires, made by arithmetic alone: the same each time, no network. */
import { emptyFlow, type ComponentSpec, type Flow } from '@evalflow/graph'

/** An Evaluator as the library's: the same ports and fields, so that the bench measures real nodes. */
export const benchSpec: ComponentSpec = {
  type: 'bench-evaluator',
  version: 1,
  title: 'Evaluator',
  summary: 'Config × dataset × target → scores',
  category: 'evaluate',
  keywords: [],
  icon: 'gauge',
  inputs: [
    { id: 'dataset', type: 'any', label: 'dataset' },
    { id: 'target', type: 'any', label: 'target', list: true },
  ],
  outputs: [{ id: 'result', type: 'result', label: 'result' }],
  fields: [
    { id: 'config', label: 'Config', kind: 'picker', source: 'configs' },
    { id: 'limit', label: 'Limit', kind: 'number', default: 100, min: 1, integer: true },
    { id: 'cleanUp', label: 'Clean up', kind: 'boolean', default: false },
  ],
}

const COLUMN_PX = 360
const ROW_PX = 420

export function createBenchFlow(count: number): Flow {
  const flow = emptyFlow({ id: 'bench', name: `Bench ${count}` })
  const columns = Math.ceil(Math.sqrt(count))
  for (let index = 0; index < count; index++) {
    const id = `n${index}`
    flow.nodes[id] = { id, type: benchSpec.type, version: 1, values: { config: `default/config_${index}_template` } }
    flow.layout.nodes[id] = { x: (index % columns) * COLUMN_PX, y: Math.floor(index / columns) * ROW_PX }
    if (index > 0) addWire(flow, index - 1, index, 'dataset')
    if (index >= columns && index % 5 === 0) addWire(flow, index - columns, index, 'target')
  }
  return flow
}

function addWire(flow: Flow, from: number, to: number, port: string): void {
  const id = `e${from}-${to}-${port}`
  flow.edges[id] = { id, source: { node: `n${from}`, port: 'result' }, target: { node: `n${to}`, port } }
}
