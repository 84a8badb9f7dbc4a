/**
 * The Jinja interpreter with limits: steps, time, size of every value, length of ranges. A template is data from a
 * stranger; a loop without end must stop by itself (design decision D3).
 *
 * Every expression and statement passes through `evaluate`, so counting there bounds them all. Only the body-less part of
 * one loop escapes it, and ranges are counted apart for that.
 */
import { Environment, Interpreter, type Template } from '@huggingface/jinja'

export const TEMPLATE_LIMITS = {
  /** Nodes evaluated in one rendering. */
  steps: 200_000,
  /** Elements of all ranges in one rendering together. */
  rangeLength: 100_000,
  /** UTF-16 units of any one string, the result included. */
  outputLength: 8_000_000,
  timeMs: 500,
  /** UTF-16 units of the template itself. */
  sourceLength: 200_000,
} as const

/** A limit was reached; the message says which. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached'
}

type Value = ReturnType<Interpreter['evaluate']>
type Node = Parameters<Interpreter['evaluate']>[0]

class BoundedInterpreter extends Interpreter {
  private steps = 0
  private readonly deadline = performance.now() + TEMPLATE_LIMITS.timeMs

  override evaluate(node: Node, environment: Environment): Value {
    this.steps++
    if (this.steps > TEMPLATE_LIMITS.steps) throw new LimitReached(`more than ${TEMPLATE_LIMITS.steps} steps`)
    // a clock read costs more than a step
    if (this.steps % 64 === 0) this.checkTime()
    const value = super.evaluate(node, environment)
    if (typeof value.value === 'string' && value.value.length > TEMPLATE_LIMITS.outputLength)
      throw new LimitReached(`a text of more than ${TEMPLATE_LIMITS.outputLength} characters`)
    if (node?.type === 'For') this.checkTime()
    return value
  }

  private checkTime(): void {
    if (performance.now() > this.deadline) throw new LimitReached(`more than ${TEMPLATE_LIMITS.timeMs} ms`)
  }
}

/** Renders a parsed template. @throws LimitReached, or the library's own error */
export function renderBounded(program: Template['parsed'], variables: Readonly<Record<string, unknown>>): string {
  const environment = new Environment()
  for (const [name, value] of Object.entries(constants)) environment.set(name, value)
  environment.set('range', createRange())
  environment.set('raise_exception', (message: unknown) => {
    throw new Error(String(message))
  })
  // a row's column may be named like a global; the row wins, as in Jinja
  for (const [name, value] of Object.entries(variables)) {
    environment.variables.delete(name)
    environment.set(name, value)
  }
  return String(new BoundedInterpreter(environment).run(program).value)
}

const constants = { true: true, false: false, none: null, True: true, False: false, None: null }

/** Names a template may use without declaring them. */
export const globalNames: ReadonlySet<string> = new Set([
  ...Object.keys(constants),
  'range',
  'raise_exception',
  'namespace',
])

function createRange(): (start: number, stop?: number, step?: number) => number[] {
  let used = 0
  return (start, stop, step = 1) => {
    const [from, to] = typeof stop === 'number' ? [start, stop] : [0, start]
    if (![from, to, step].every(Number.isInteger) || step === 0)
      throw new Error('range needs whole numbers and a step other than 0')
    const length = Math.max(0, Math.ceil((to - from) / step))
    used += length
    if (used > TEMPLATE_LIMITS.rangeLength)
      throw new LimitReached(`ranges of more than ${TEMPLATE_LIMITS.rangeLength} elements`)
    return Array.from({ length }, (_, i) => from + i * step)
  }
}
