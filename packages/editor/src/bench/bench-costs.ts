/** What one step costs the page: the work it does at once, and what it draws in the next frame. For the bench alone. */
import { moveNodes, type NodeId } from '@evalflow/graph'
import { checkWire, portEnd, startConnecting } from '../connect.ts'
import type { EditorStore } from '../store/editor-store.ts'

/** Milliseconds. */
export interface Costs {
  /** A wire begins: every port on screen says whether it fits. */
  connect: number
  /** The pointer comes over one more port; mean of all that are on screen. */
  hover: number
  /** A node is moved, undone, redone. */
  move: number
  undo: number
  redo: number
  /** A letter is typed into a field. */
  type: number
}

const TURNS = 5

/** Medians of a few turns each. @param node one that is on screen */
export async function measureCosts(store: EditorStore, node: NodeId): Promise<Costs> {
  const ports = [...document.querySelectorAll<HTMLElement>('.ef-dot')].map((dot) => ({
    node: dot.closest('[data-id]')?.getAttribute('data-id') ?? '',
    port: dot.dataset['handleid'] ?? '',
    side: dot.dataset['side'] === 'in' ? ('in' as const) : ('out' as const),
  }))
  const start = portEnd(store.getState(), { node, port: 'result' }, 'out')
  const connect = await median(async () => {
    const cost = await costOf(() => startConnecting(store, start, 'pointer'))
    await costOf(() => store.setState({ connecting: null }))
    return cost
  })
  const hover = await median(() => {
    const state = store.getState()
    const began = performance.now()
    for (const port of ports) checkWire(state, start, portEnd(state, port, port.side))
    return Promise.resolve((performance.now() - began) / Math.max(1, ports.length))
  })
  const move = await median((turn) => {
    const place = store.getState().flow.layout.nodes[node] ?? { x: 0, y: 0 }
    return costOf(() => void store.dispatch(moveNodes, { to: { [node]: { x: place.x + 10 + turn, y: place.y } } }))
  })
  const undo = await median(() => costOf(store.undo))
  const redo = await median(() => costOf(store.redo))
  const type = await median((turn) => costOf(() => store.setValue(node, 'config', `typed ${turn}`)))
  return { connect, hover, move, undo, redo, type }
}

async function median(measure: (turn: number) => Promise<number>): Promise<number> {
  const found: number[] = []
  for (let turn = 0; turn < TURNS; turn++) found.push(await measure(turn))
  return found.toSorted((a, b) => a - b)[Math.floor(TURNS / 2)] ?? Number.NaN
}

/** Work of `action` and of all that it wakes, until the next frame has been prepared; painting by the browser is not in it. */
async function costOf(action: () => void): Promise<number> {
  await frame()
  await task()
  let drawn = 0
  let frameBegan = 0
  requestAnimationFrame(() => (frameBegan = performance.now()))
  const began = performance.now()
  action()
  await task()
  const atOnce = performance.now() - began
  await frame()
  if (frameBegan > 0) drawn = performance.now() - frameBegan
  return atOnce + drawn
}

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()))

/** After what was queued before, the renderer's own tasks among it. */
function task(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel()
    channel.port1.addEventListener('message', () => resolve())
    channel.port1.start()
    channel.port2.postMessage(null)
  })
}
