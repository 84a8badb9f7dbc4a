/**
 * The Jinja interpreter with limits: steps, time, size of every value, length of ranges. A template is data from a
 * stranger; a loop without end must stop by itself (design decision D3).
 *
 * Every expression and statement passes through `evaluate`, so counting there bounds them all. Only the body-less part of
 * one loop escapes it, and ranges are counted apart for that.
 */
import { Environment, Interpreter, type Template } from '@huggingface/jinja'
import { z } from 'zod'

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
    const value = this.callListMethod(node, environment) ?? super.evaluate(node, environment)
    if (typeof value.value === 'string' && value.value.length > TEMPLATE_LIMITS.outputLength)
      throw new LimitReached(`a text of more than ${TEMPLATE_LIMITS.outputLength} characters`)
    if (node?.type === 'For') this.checkTime()
    return value
  }

  /** `list.index(x)` and `list.count(x)`, which task files use and the library lacks; undefined for any other node. */
  private callListMethod(node: Node, environment: Environment): Value | undefined {
    const call = toListCall(node)
    if (call === undefined) return undefined
    const list = this.evaluate(call.object, environment)
    if (!Array.isArray(list.value) || call.argument === undefined) return undefined
    const wanted = keyOf(this.evaluate(call.argument, environment))
    const items = list.value.map(keyOf)
    // an environment of its own is the library's way to make a value
    const toNumber = (value: number): Value => new Environment().set(call.method, value)
    if (call.method === 'count') return toNumber(items.filter((item) => item === wanted).length)
    const at = items.indexOf(wanted)
    if (at < 0) throw new Error('the value is not in the list')
    return toNumber(at)
  }

  private checkTime(): void {
    if (performance.now() > this.deadline) throw new LimitReached(`more than ${TEMPLATE_LIMITS.timeMs} ms`)
  }
}

/** Equal for equal values: a text is no number. */
const keyOf = ({ type, value }: Value) => JSON.stringify([type, value])

interface ListCall {
  object: Node
  method: 'index' | 'count'
  argument: Node | undefined
}

/** The library's classes of nodes are not exported, so a call is told by its shape. */
const callShape = z.object({
  type: z.literal('CallExpression'),
  callee: z.object({
    type: z.literal('MemberExpression'),
    computed: z.literal(false),
    object: z.custom<Node>((value) => typeof value === 'object' && value !== null),
    property: z.object({ type: z.literal('Identifier'), value: z.enum(['index', 'count']) }),
  }),
  args: z.array(z.custom<Node>()).length(1),
})

function toListCall(node: Node): ListCall | undefined {
  if (node?.type !== 'CallExpression') return undefined
  const call = callShape.safeParse(node)
  if (!call.success) return undefined
  const { callee, args } = call.data
  return { object: callee.object, method: callee.property.value, argument: args[0] }
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
