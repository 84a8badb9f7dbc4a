/** How a component looks on the canvas. The editor knows no component by name: it is given a view per type. */
import type { ComponentSpec, FlowNode, JsonValue, NodeId, PortSpec, PortType, Values } from '@evalflow/graph'
import type { StateName } from '@evalflow/ui'
import type { LucideIcon } from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import type { NodeRun } from './run-state.ts'

/** What stands at the other end of a wire into this node. */
export interface ConnectedInput {
  node: NodeId
  port: string
  /** Name of that node. */
  title: string
  type: PortType
  values: Values
}

export interface NodeBodyProps {
  node: FlowNode
  spec: ComponentSpec
  /** Values with defaults filled in. */
  values: Values
  run: NodeRun | undefined
  /** By input port; only ports with a wire. */
  inputs: Readonly<Record<string, readonly ConnectedInput[]>>
  readOnly: boolean
  /** `undefined` takes a field back to its default. Typing in one field is one undo step. */
  setValue: (field: string, value: JsonValue | undefined) => void
  setValues: (values: Readonly<Record<string, JsonValue | undefined>>) => void
  /** Opens the drawer for this node, e.g. `open('samples')`. */
  open: (tab?: string) => void
  runNode: () => void
  /** Stops this node; what depends on it is skipped, the rest of the run goes on. */
  stop: () => void
}

export interface NodeView {
  /** Between the in-ports and the out-ports. At most three fields; the rest belongs to the inspector. */
  Body?: ComponentType<NodeBodyProps>
  /** In the drawer; Studio shows it. */
  Inspector?: ComponentType<NodeBodyProps>
  /** Actions and facts at the foot; 40 px high. Without one there is no foot. */
  Footer?: ComponentType<NodeBodyProps>
  icon?: LucideIcon
  /** Hue of icon and block; that of the first output unless said otherwise. */
  hue?: PortType
  /** Second line of the header: what the node is set to. */
  subtitle?: (values: Values, run: NodeRun | undefined) => string
  /** A more exact badge than the run's state; null hides it. */
  badge?: (values: Values, run: NodeRun | undefined) => { state: StateName; label?: string } | null
  /** Right of an in-port's label, e.g. the dataset that comes in. */
  portText?: (port: PortSpec, props: Pick<NodeBodyProps, 'values' | 'inputs' | 'run'>) => ReactNode
  size?: {
    /** 268 px unless said otherwise. */
    width?: number
    /** Height of body in px before it was ever drawn. Exact is best: nothing moves then. */
    bodyHeight?: number | ((values: Values) => number)
  }
  /** `note`: no header, no ports; the body fills a card that can be resized. */
  frame?: 'node' | 'note'
}

export type NodeViews = Readonly<Record<string, NodeView>>
