/**
 * What the graph knows of a component: its ports and fields. How it runs is `runner`'s `ComponentDefinition`, how it
 * looks is `components/react`. A third party writes these three and registers one line.
 */
import type { FieldSpec } from './field-spec.ts'
import type { JsonValue } from './flow.ts'

export type PortType = 'rows' | 'dataset' | 'config' | 'target' | 'result' | 'text' | 'any'

export interface PortSpec {
  id: string
  type: PortType
  label: string
  help?: string
  /** A list port takes many wires; a plain one takes one. */
  list?: boolean
  required?: boolean
}

export type ComponentCategory = 'data' | 'evaluate' | 'results' | 'canvas'

export interface ComponentSpec {
  type: string
  version: number
  title: string
  /** One line, shown in the palette. */
  summary: string
  category: ComponentCategory
  /** Words a person might search for that are not in title or summary. */
  keywords: readonly string[]
  /** Name of a lucide icon. */
  icon: string
  inputs: readonly PortSpec[]
  outputs: readonly PortSpec[]
  /** In display order. */
  fields: readonly FieldSpec[]
  /** Brings `values` written by an older version to this one. Pure. */
  migrate?: (values: Record<string, JsonValue>, fromVersion: number) => Record<string, JsonValue>
}
