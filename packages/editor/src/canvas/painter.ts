/**
 * Draws on one canvas what is not in the DOM: wires that only pass through, and under zoom 0.35 every node as a block
 * with its name and state. Pure drawing; when to draw is the layer's matter.
 */
import { titleOf, type Flow, type NodeId, type PortType, type SpecIndex } from '@evalflow/graph'
import { STATE_LOOK, type Tone } from '@evalflow/ui'
import { wireCurve, wireType, type GraphIndex } from '../geometry/graph-index.ts'
import type { Point } from '../geometry/node-size.ts'
import type { Rect } from '../geometry/node-size.ts'
import type { Viewport } from '../geometry/viewport.ts'
import type { PlacedWire, WireIndex } from '../geometry/wire-index.ts'
import type { NodeViews } from '../node-view.ts'
import type { NodeRun } from '../run-state.ts'
import { paintDots } from './dots.ts'

export interface PaintColors {
  dot: string
  raised: string
  line: string
  text: string
  accent: string
  bad: string
  font: string
  ports: Readonly<Record<PortType, string>>
  tones: Readonly<Record<Tone, string>>
}

export interface Scene {
  flow: Flow
  specs: SpecIndex
  views: NodeViews
  index: GraphIndex
  lod: boolean
  selected: ReadonlySet<NodeId>
  /** Drawn as nodes: the painter leaves them out. */
  domNodes: ReadonlySet<NodeId>
  /** Drawn as DOM now (dragged blocks): left out with their wires. */
  hidden: ReadonlySet<NodeId>
  /** Wires that the DOM draws. */
  domEdges: ReadonlySet<string>
  broken: ReadonlyMap<string, unknown>
  runs: Readonly<Record<NodeId, NodeRun>>
  /** Shift of selected nodes that follow a drag without being in the DOM. */
  shift: Point | null
  /** Every wire with its place. */
  wires: WireIndex
  /** Places of dragged nodes, for wires that lead to the card of a collapsed group; null without such cards. */
  moved: ReadonlyMap<NodeId, Point> | null
}

/** Blocks at least this wide on screen carry their name. */
const NAME_FROM_PX = 44
/** Wires are straight where their bend could not be seen. */
const STRAIGHT_BELOW = 0.14
const BORDER_FROM = 0.1
/** From here a block has the corners of a node, which may be drawn over it. */
const ROUND_FROM = 0.2
const CORNER_PX = 11
const EVERYWHERE: Rect = { x: -1e9, y: -1e9, width: 2e9, height: 2e9 }

export function paint(
  context: CanvasRenderingContext2D,
  scene: Scene,
  area: Rect,
  viewport: Viewport,
  colors: PaintColors,
): void {
  paintDots(context, viewport, colors.dot)
  context.save()
  context.translate(viewport.x, viewport.y)
  context.scale(viewport.zoom, viewport.zoom)
  paintWires(context, scene, area, viewport.zoom, colors)
  const blocks = scene.index.query(area).filter((id) => !scene.hidden.has(id) && !scene.domNodes.has(id))
  paintBlocks(context, scene, blocks, viewport.zoom, colors)
  context.restore()
  paintNames(context, scene, blocks, viewport, colors)
}

function paintWires(
  context: CanvasRenderingContext2D,
  scene: Scene,
  area: Rect,
  zoom: number,
  colors: PaintColors,
): void {
  const paths = new Map<string, Path2D>()
  const straight = zoom < STRAIGHT_BELOW
  // wires of cards that move may come from anywhere
  for (const wire of scene.wires.query(scene.moved ? EVERYWHERE : area)) {
    const { edge } = wire
    if (scene.domEdges.has(edge.id) || scene.hidden.has(edge.source.node) || scene.hidden.has(edge.target.node))
      continue
    const ends = endsOf(scene, wire)
    const color = scene.broken.has(edge.id) ? colors.bad : colors.ports[wireType(scene.flow, scene.specs, edge)]
    const path = pathFor(paths, color)
    path.moveTo(ends.from.x, ends.from.y)
    if (straight) path.lineTo(ends.to.x, ends.to.y)
    else {
      const { c1, c2 } = wireCurve(ends.from, ends.to)
      path.bezierCurveTo(c1.x, c1.y, c2.x, c2.y, ends.to.x, ends.to.y)
    }
  }
  context.lineWidth = scene.lod ? Math.min(3, 1.2 / zoom) : 2
  context.globalAlpha = scene.lod ? 0.75 : 1
  for (const [color, path] of paths) {
    context.strokeStyle = color
    context.stroke(path)
  }
  context.globalAlpha = 1
}

function endsOf(scene: Scene, { edge, from, to }: PlacedWire): { from: Point; to: Point } {
  if (!scene.moved) return { from, to }
  return { from: follow(scene, edge.source.node, from), to: follow(scene, edge.target.node, to) }
}

function follow({ moved, flow }: Scene, node: NodeId, point: Point): Point {
  const [now, before] = [moved?.get(node), flow.layout.nodes[node]]
  return now && before ? { x: point.x + now.x - before.x, y: point.y + now.y - before.y } : point
}

function paintBlocks(
  context: CanvasRenderingContext2D,
  scene: Scene,
  blocks: readonly NodeId[],
  zoom: number,
  colors: PaintColors,
): void {
  const bodies = new Path2D()
  const heads = new Map<string, Path2D>()
  const chosen = new Path2D()
  const states = new Map<string, Path2D>()
  for (const id of blocks) {
    const rect = rectOf(scene, id)
    if (!rect) continue
    if (zoom < ROUND_FROM) bodies.rect(rect.x, rect.y, rect.width, rect.height)
    else bodies.roundRect(rect.x, rect.y, rect.width, rect.height, CORNER_PX)
    const head = Math.min(rect.height, Math.max(50, 7 / zoom))
    pathFor(heads, headColor(scene, id, colors)).rect(rect.x, rect.y, rect.width, head)
    if (scene.selected.has(id)) chosen.rect(rect.x, rect.y, rect.width, rect.height)
    const run = scene.runs[id]
    if (run && run.state !== 'idle') {
      const size = Math.max(34, 8 / zoom)
      pathFor(states, colors.tones[STATE_LOOK[run.state].tone]).rect(rect.x + rect.width - size, rect.y, size, head)
    }
  }
  context.fillStyle = colors.raised
  context.fill(bodies)
  if (zoom >= BORDER_FROM) {
    context.lineWidth = 1 / zoom
    context.strokeStyle = colors.line
    context.stroke(bodies)
  }
  context.globalAlpha = 0.5
  for (const [color, path] of heads) {
    context.fillStyle = color
    context.fill(path)
  }
  context.globalAlpha = 1
  for (const [color, path] of states) {
    context.fillStyle = color
    context.fill(path)
  }
  context.lineWidth = 2 / zoom
  context.strokeStyle = colors.accent
  context.stroke(chosen)
}

/** Names have one size on screen, whatever the zoom: readable or not there. */
function paintNames(
  context: CanvasRenderingContext2D,
  scene: Scene,
  blocks: readonly NodeId[],
  viewport: Viewport,
  colors: PaintColors,
): void {
  if (blocks.length === 0) return
  context.font = `550 11px ${colors.font}`
  context.textBaseline = 'middle'
  context.fillStyle = colors.text
  for (const id of blocks) {
    const rect = rectOf(scene, id)
    if (!rect || rect.width * viewport.zoom < NAME_FROM_PX) continue
    const x = rect.x * viewport.zoom + viewport.x
    const y = rect.y * viewport.zoom + viewport.y
    const head = Math.max(7, 50 * viewport.zoom)
    const room = rect.width * viewport.zoom - 8
    context.fillText(shorten(titleOf(scene.flow, scene.specs, id), room), x + 4, y + head + 8)
  }
}

/** 11 px Inter is about 5.9 px a letter; exact measuring of each name would cost more than the drawing. */
function shorten(text: string, roomPx: number): string {
  const letters = Math.floor(roomPx / 5.9)
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1))}…`
}

function headColor(scene: Scene, id: NodeId, colors: PaintColors): string {
  const node = scene.flow.nodes[id]
  const spec = node && scene.specs.get(node.type)
  const type = (node && scene.views[node.type]?.hue) ?? spec?.outputs[0]?.type ?? spec?.inputs[0]?.type ?? 'text'
  return colors.ports[type]
}

function rectOf(scene: Scene, id: NodeId): Rect | undefined {
  const rect = scene.index.rectOf(id)
  if (!rect || !scene.shift || !scene.selected.has(id)) return rect
  return { ...rect, x: rect.x + scene.shift.x, y: rect.y + scene.shift.y }
}

function pathFor(paths: Map<string, Path2D>, color: string): Path2D {
  const known = paths.get(color)
  if (known) return known
  const path = new Path2D()
  paths.set(color, path)
  return path
}

export function readColors(element: Element): PaintColors {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    dot: read('--canvas-dot'),
    raised: read('--raised'),
    line: read('--line-strong'),
    text: read('--text'),
    accent: read('--accent'),
    bad: read('--bad'),
    font: read('--font'),
    ports: {
      rows: read('--port-rows'),
      dataset: read('--port-dataset'),
      config: read('--port-config'),
      target: read('--port-target'),
      result: read('--port-result'),
      text: read('--port-text'),
      any: read('--port-text'),
    },
    tones: {
      idle: read('--text-3'),
      busy: read('--busy'),
      good: read('--good'),
      warn: read('--warn'),
      bad: read('--bad'),
    },
  }
}
