/** The wire near a point that a component could be put into. */
import type { ComponentSpec, Flow, FlowEdge, SpecIndex } from '@evalflow/graph'
import { fittingPort, portEnd } from '../connect.ts'
import { distanceToWire, type GraphIndex } from './graph-index.ts'
import type { Point } from './node-size.ts'

export interface WireAt {
  edge: FlowEdge
  inPort: string
  outPort: string
}

const REACH_PX = 24
/** More than a bend of a wire leaves the box of its ends. */
const BEND_PX = 180

export function wireAt(
  { flow, specs }: { flow: Flow; specs: SpecIndex },
  index: GraphIndex,
  point: Point,
  spec: ComponentSpec,
): WireAt | undefined {
  let best: (WireAt & { distance: number }) | undefined
  for (const edge of Object.values(flow.edges)) {
    const ends = index.ends(edge)
    if (!ends || isFar(point, ends.from, ends.to)) continue
    const distance = distanceToWire(point, ends.from, ends.to)
    if (distance > REACH_PX || (best && best.distance <= distance)) continue
    const inPort = fittingPort(spec, portEnd({ flow, specs }, edge.source, 'out'))
    const outPort = fittingPort(spec, portEnd({ flow, specs }, edge.target, 'in'))
    if (inPort && outPort) best = { edge, inPort: inPort.id, outPort: outPort.id, distance }
  }
  return best
}

function isFar({ x, y }: Point, from: Point, to: Point): boolean {
  const beyond = (value: number, a: number, b: number, slack: number) =>
    value < Math.min(a, b) - slack || value > Math.max(a, b) + slack
  return beyond(x, from.x, to.x, BEND_PX) || beyond(y, from.y, to.y, REACH_PX)
}
