/** Why a node did not run. They stand in `NodeRun.error`; a component's own error keeps its own `code`. */
import type { NodeRun } from './definition.ts'

export type NodeErrorCode =
  | 'unknown_component'
  | 'newer_component'
  | 'invalid_values'
  | 'missing_input'
  | 'broken_edge'
  | 'input_not_available'
  | 'upstream_failed'
  | 'upstream_stopped'
  | 'component_failed'
  | 'invalid_output'
  | 'stopped'

export type NodeError = NonNullable<NodeRun['error']>

const error = (code: NodeErrorCode, message: string, field?: string): NodeError =>
  field === undefined ? { code, message } : { code, message, field }

export const nodeErrors = {
  unknownComponent: (type: string) =>
    error(
      'unknown_component',
      `The component "${type}" is not installed, so this node cannot run. Replace it, or remove it.`,
    ),
  newerComponent: (title: string, found: number, expected: number) =>
    error(
      'newer_component',
      `This node was written by version ${found} of ${title}, and this is version ${expected}. Update Evalflow.`,
    ),
  invalidValues: (title: string, messages: Readonly<Record<string, string>>) => {
    const [field, message] = Object.entries(messages)[0] ?? ['', 'a field is not valid']
    const more = Object.keys(messages).length - 1
    return error('invalid_values', `${title}: ${message}${more > 0 ? ` (and ${more} more)` : ''}`, field)
  },
  missingInput: (title: string, label: string, port: string) =>
    error('missing_input', `${title} got nothing at ${label}. Connect something that gives it.`, port),
  brokenEdge: (title: string, reason: string, port: string) =>
    error('broken_edge', `${title} has a wire that cannot carry anything: ${reason}. Remove the wire.`, port),
  inputNotAvailable: (title: string, upstream: string) =>
    error(
      'input_not_available',
      `${title} needs the output of ${upstream}, which has not run with its present values. Run ${upstream} too.`,
    ),
  upstreamFailed: (failed: string) => error('upstream_failed', `Skipped, because ${failed} failed.`),
  upstreamStopped: (stopped: string) => error('upstream_stopped', `Skipped, because ${stopped} was stopped.`),
  stopped: () => error('stopped', 'Stopped.'),
  stillRunning: (graceMs: number) =>
    error(
      'stopped',
      `Stopped. The component had not ended ${Math.round(graceMs / 1000)} s later; what it began elsewhere may still run.`,
    ),
  invalidOutput: (title: string, found: string) =>
    error('invalid_output', `${title} ended with ${found}, expected a value for each output.`),
}

/** An error thrown by a component. `code` and `field` are kept where it has them. */
export function toNodeError(thrown: unknown): NodeError {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const has = (key: 'code' | 'field'): string | undefined => {
    const value: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, key) : undefined
    return typeof value === 'string' ? value : undefined
  }
  const field = has('field')
  const found = { code: has('code') ?? 'component_failed', message }
  return field === undefined ? found : { ...found, field }
}
