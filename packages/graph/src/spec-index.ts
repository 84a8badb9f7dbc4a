/** Component specs by type, their ports and fields by id: every look-up of the rules is one `Map.get`. */
import type { ComponentSpec, PortSpec, PortType } from './component-spec.ts'
import type { FieldSpec } from './field-spec.ts'

export interface SpecIndex {
  /** In display order. */
  list: readonly ComponentSpec[]
  get(type: string): ComponentSpec | undefined
  input(type: string, port: string): PortSpec | undefined
  output(type: string, port: string): PortSpec | undefined
  field(type: string, field: string): FieldSpec | undefined
}

/** @throws TypeError if two specs share a type, or two ports of one side or two fields of one spec share an id */
export function createSpecIndex(specs: Iterable<ComponentSpec>): SpecIndex {
  const list = [...specs]
  const byType = indexBy(list, (spec) => spec.type, 'component')
  const inputs = new Map<string, Map<string, PortSpec>>()
  const outputs = new Map<string, Map<string, PortSpec>>()
  const fields = new Map<string, Map<string, FieldSpec>>()
  for (const spec of list) {
    inputs.set(
      spec.type,
      indexBy(spec.inputs, (port) => port.id, `input of ${spec.type}`),
    )
    outputs.set(
      spec.type,
      indexBy(spec.outputs, (port) => port.id, `output of ${spec.type}`),
    )
    fields.set(
      spec.type,
      indexBy(spec.fields, (field) => field.id, `field of ${spec.type}`),
    )
  }
  return {
    list,
    get: (type) => byType.get(type),
    input: (type, port) => inputs.get(type)?.get(port),
    output: (type, port) => outputs.get(type)?.get(port),
    field: (type, field) => fields.get(type)?.get(field),
  }
}

function indexBy<T>(items: readonly T[], keyOf: (item: T) => string, what: string): Map<string, T> {
  const index = new Map<string, T>()
  for (const item of items) {
    const key = keyOf(item)
    if (index.has(key)) throw new TypeError(`Two entries share the id "${key}" (${what}); each needs its own.`)
    index.set(key, item)
  }
  return index
}

/** What people call a port type. Colours and texts of the editor hang on the type itself. */
export const PORT_TYPE_NAMES: Readonly<Record<PortType, string>> = {
  rows: 'Rows',
  dataset: 'Dataset',
  config: 'Config',
  target: 'Model target',
  result: 'Result',
  text: 'Text',
  any: 'Anything',
}
