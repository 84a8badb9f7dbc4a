/**
 * The flow document: what a person drew, as data. Opening one starts nothing (DESIGN D3).
 *
 * Invariants:
 * 1. A key of `nodes` / `edges` equals the `id` inside.
 * 2. `values` holds what the person set, by field id; a missing key means the field's default.
 * 3. Secrets are never in it: a secret field holds the *name* of a stored secret.
 * 4. `layout` holds everything about places; nothing in it changes what a run does.
 * 5. Keys this version does not know are kept in `foreign`, so import and export lose nothing.
 */
export const FLOW_SCHEMA = 'evalflow.flow/1'

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }
export type NodeId = string
export type EdgeId = string

export interface Flow {
  schema: typeof FLOW_SCHEMA
  id: string
  name: string
  description: string
  nodes: Record<NodeId, FlowNode>
  edges: Record<EdgeId, FlowEdge>
  groups: Record<string, FlowGroup>
  layout: FlowLayout
  /** Unknown keys of the imported document, untouched. */
  foreign?: JsonValue
}

export interface FlowNode {
  id: NodeId
  /** Key of a component, e.g. `evaluator`; an unknown one is drawn as a placeholder and does not run. */
  type: string
  /** Version of the component definition that wrote `values`. */
  version: number
  /** The person's own name; absent means the component's title. */
  name?: string
  values: Record<string, JsonValue>
  /** Reuse the cached output instead of running again. */
  frozen?: boolean
  foreign?: JsonValue
}

export interface FlowEdge {
  id: EdgeId
  source: PortRef
  target: PortRef
  foreign?: JsonValue
}

export interface PortRef {
  node: NodeId
  port: string
}

export interface FlowGroup {
  id: string
  name: string
  nodes: NodeId[]
  collapsed?: boolean
  foreign?: JsonValue
}

export interface FlowLayout {
  nodes: Record<NodeId, NodeLayout>
  viewport?: { x: number; y: number; zoom: number }
}

/** CSS pixels on the canvas. */
export interface NodeLayout {
  x: number
  y: number
  width?: number
  height?: number
  collapsed?: boolean
}
