/** The yardstick: @xyflow/react as its guide shows it, with memoised nodes of a header, two inputs and three handles. */
import {
  Background,
  Handle,
  MiniMap,
  Position,
  ReactFlow,
  useEdgesState,
  useNodesState,
  useReactFlow,
  type Edge,
  type Node,
  type NodeProps,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { memo, useEffect } from 'react'
import { createRoot } from 'react-dom/client'

const query = new URLSearchParams(location.search)
const count = Number(query.get('bench') ?? 100)
const far = query.get('view') === 'far'
const columns = Math.ceil(Math.sqrt(count))

const PlainNode = memo(function PlainNode({ id }: NodeProps) {
  return (
    <div style={{ width: 268, height: 360, border: '1px solid #ccc', borderRadius: 8, background: '#fff', padding: 8 }}>
      <b>Evaluator {id}</b>
      <Handle id="dataset" type="target" position={Position.Left} style={{ top: 62 }} />
      <Handle id="target" type="target" position={Position.Left} style={{ top: 86 }} />
      <div>
        <input className="nodrag" defaultValue={`default/config_${id}`} />
        <input className="nodrag" defaultValue="100" />
      </div>
      <Handle id="result" type="source" position={Position.Right} />
    </div>
  )
})
const nodeTypes = { plain: PlainNode }

const startNodes: Node[] = Array.from({ length: count }, (_, index) => ({
  id: `n${index}`,
  type: 'plain',
  position: { x: (index % columns) * 360, y: Math.floor(index / columns) * 420 },
  data: {},
}))
const startEdges: Edge[] = startNodes.flatMap((_, index): Edge[] => {
  const made: Edge[] = []
  if (index > 0)
    made.push({
      id: `a${index}`,
      source: `n${index - 1}`,
      sourceHandle: 'result',
      target: `n${index}`,
      targetHandle: 'dataset',
    })
  if (index >= columns && index % 5 === 0)
    made.push({
      id: `b${index}`,
      source: `n${index - columns}`,
      sourceHandle: 'result',
      target: `n${index}`,
      targetHandle: 'target',
    })
  return made
})

const zoom = 0.6
const middle = { x: (columns * 360) / 2, y: (Math.ceil(count / columns) * 420) / 2 }
const near = { x: innerWidth / 2 - middle.x * zoom, y: innerHeight / 2 - middle.y * zoom, zoom }

function Page() {
  const [nodes, , onNodesChange] = useNodesState(startNodes)
  const [edges, , onEdgesChange] = useEdgesState(startEdges)
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      nodeTypes={nodeTypes}
      minZoom={0.02}
      defaultViewport={near}
      fitView={far}
    >
      <Background />
      <MiniMap />
      <Hook />
    </ReactFlow>
  )
}

function Hook() {
  const flow = useReactFlow()
  useEffect(() => {
    const look = () => {
      // Every node has been measured, or the page is not usable yet.
      if (flow.getNodes().some((node) => node.measured?.width === undefined)) return void requestAnimationFrame(look)
      requestAnimationFrame(() => requestAnimationFrame(announce))
    }
    const announce = () => {
      const center = flow.screenToFlowPosition({ x: innerWidth / 2, y: innerHeight / 2 })
      const column = Math.max(0, Math.min(columns - 1, Math.round((center.x - 134) / 360)))
      const row = Math.max(0, Math.min(Math.ceil(count / columns) - 1, Math.round((center.y - 25) / 420)))
      const node = Math.min(count - 1, row * columns + column)
      const at = { x: (node % columns) * 360, y: Math.floor(node / columns) * 420 }
      Object.assign(window, {
        __editorBench: {
          ready: true,
          readyAt: performance.now(),
          nodes: count,
          edges: startEdges.length,
          viewport: () => flow.getViewport(),
          dragPoint: () => ({ ...flow.flowToScreenPosition({ x: at.x + 100, y: at.y + 18 }), node: `n${node}` }),
          panPoint: () => flow.flowToScreenPosition({ x: at.x + 268 + 46, y: at.y + 396 }),
        },
      })
    }
    look()
  }, [flow])
  return null
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<Page />)
