/** Random flows and random edits of them, for the property tests of this package. Not exported from it. */
import fc from 'fast-check'
import type { Change, CommandContext } from './change.ts'
import { duplicate } from './commands/clipboard.ts'
import { connect, disconnect, insertOnEdge, reconnect } from './commands/edges.ts'
import { group, renameGroup, setGroupCollapsed, setGroupNodes, ungroup } from './commands/groups.ts'
import {
  addNode,
  addNote,
  moveNodes,
  removeNodes,
  renameNode,
  setFlowInfo,
  setFrozen,
  setLayout,
  setValue,
} from './commands/nodes.ts'
import { emptyFlow } from './empty-flow.ts'
import { GraphError } from './errors.ts'
import type { Flow, JsonValue } from './flow.ts'

export function countingIds(): CommandContext {
  let count = 0
  return { newId: (prefix = 'id') => `${prefix}-${(count += 1)}` }
}

/** A step of a random edit: which command, and numbers to choose its subjects with. */
export interface Step {
  command: number
  a: number
  b: number
  value: JsonValue
}

export const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  command: fc.nat(15),
  a: fc.nat(1000),
  b: fc.nat(1000),
  value: fc.oneof<fc.Arbitrary<JsonValue>[]>(
    fc.string({ maxLength: 4 }),
    fc.integer({ min: 0, max: 3 }),
    fc.constant<JsonValue>(null),
    fc.constant<JsonValue>({ deep: [1, { x: 'œ' }] }),
  ),
})

/** The change that `step` makes to `flow`, or undefined where the command refuses. */
export function changeFor(flow: Flow, step: Step, context: CommandContext): Change | undefined {
  const nodes = Object.keys(flow.nodes)
  const edges = Object.keys(flow.edges)
  const groups = Object.keys(flow.groups)
  const pick = (list: readonly string[], n: number): string => list[n % Math.max(list.length, 1)] ?? 'nothing'
  const [node, other, edge, frame] = [
    pick(nodes, step.a),
    pick(nodes, step.b),
    pick(edges, step.a),
    pick(groups, step.b),
  ]
  const at = { x: step.a, y: step.b }
  const type = pick(['dataset-creator', 'target', 'evaluator', 'compare', 'mystery'], step.a)
  const commands: (() => Change)[] = [
    () => addNode(flow, { type, version: 1, at, values: { x: step.value } }, context),
    () => addNote(flow, { at, text: 'hello' }, context),
    () => removeNodes(flow, { nodes: [node, other] }, context),
    () => moveNodes(flow, { to: { [node]: at, [other]: at } }, context),
    () =>
      setValue(
        flow,
        { node, field: pick(['x', 'y'], step.b), value: step.value === null ? undefined : step.value },
        context,
      ),
    () => renameNode(flow, { node, name: pick(['', 'A', 'B'], step.b) }, context),
    () => connect(flow, { source: { node, port: 'out' }, target: { node: other, port: 'in' } }, context),
    () => disconnect(flow, { edges: [edge] }, context),
    () => reconnect(flow, { edge, target: { node, port: 'in' } }, context),
    () => group(flow, { nodes: [node, other], name: 'G' }, context),
    () => ungroup(flow, { group: frame }, context),
    () => setFrozen(flow, { nodes: [node], frozen: step.b % 2 === 0 }, context),
    () => duplicate(flow, { nodes: [node, other] }, context),
    () => insertOnEdge(flow, { edge, node: { type, version: 1, at }, inPort: 'in', outPort: 'out' }, context),
    () => setLayout(flow, { layout: { [node]: { ...at, width: 10, collapsed: true } } }, context),
    () =>
      step.a % 4 === 0
        ? setFlowInfo(flow, { name: pick(['P', 'Q'], step.b) }, context)
        : step.a % 4 === 1
          ? renameGroup(flow, { group: frame, name: 'R' }, context)
          : step.a % 4 === 2
            ? setGroupCollapsed(flow, { group: frame, collapsed: step.b % 2 === 0 }, context)
            : setGroupNodes(flow, { group: frame, nodes: [node] }, context),
  ]
  try {
    return commands[step.command]?.()
  } catch (error) {
    if (error instanceof GraphError) return undefined
    throw error
  }
}

export const newFlow = (): Flow => emptyFlow({ id: 'f', name: 'Flow' })

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const child of Object.values(value)) deepFreeze(child)
  }
  return value
}
