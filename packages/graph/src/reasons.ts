/**
 * Why a wire cannot be drawn, a field is refused or a node cannot run: a key with parameters, so that an editor says it in
 * the reader's language. The English sentence here is what servers, command lines and logs say.
 *
 * `expects` and `got` are port types, a parameter that is a reason is a part of the sentence with words of its own; every
 * other parameter is a name or value that stands on the canvas or in the file.
 */
import { FIELD_REASON_TEXTS } from './field-reasons.ts'
import type { PortType } from './component-spec.ts'
import { PORT_TYPE_NAMES } from './spec-index.ts'

/** English sentences by key; a translation has the same keys and parameters. */
export const REASON_TEXTS = {
  outputToOutput: 'An output connects to an input',
  inputToInput: 'An input connects to an output',
  selfLoop: 'A node cannot feed itself',
  unknownNode: 'There is no node "{node}"',
  unknownComponent: 'The component "{type}" is not installed',
  noOutput: '{title} has no output "{port}"',
  noInput: '{title} has no input "{port}"',
  typeMismatch: '{port} expects {expects}, got {got}',
  alreadyConnected: 'This wire is there already',
  portTaken: '{port} already has a wire and takes one',
  loop: 'This would make a loop: {to} already feeds {from}',
  inLoop: 'This wire is part of a loop, which cannot run',
  keptAsItCame: 'It is kept as it came and does not run',
  putBetween: 'Put {component} between them',
  freeThePort: 'Remove that wire, or drag its end to another port',
  componentMissing: 'The component "{type}" is not installed; the node is kept as it came and does not run',
  componentNewer: 'Written by version {found} of {component}, this is version {expected}; update Evalflow',
  inputMissing: '{title} needs a wire at {port}',
  ...FIELD_REASON_TEXTS,
} as const

export type ReasonKey = keyof typeof REASON_TEXTS
export interface Reason {
  key: ReasonKey
  params: Readonly<Record<string, string | Reason>>
}

export function toReason(key: ReasonKey, params: Reason['params'] = {}): Reason {
  return { key, params }
}

/** The English sentence. */
export function reasonText({ key, params }: Reason): string {
  return REASON_TEXTS[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    if (value === undefined) return whole
    if (typeof value === 'object') return reasonText(value)
    return name === 'expects' || name === 'got' ? typeName(value) : value
  })
}

function typeName(type: string): string {
  return Object.hasOwn(PORT_TYPE_NAMES, type) ? PORT_TYPE_NAMES[type as PortType] : type
}
