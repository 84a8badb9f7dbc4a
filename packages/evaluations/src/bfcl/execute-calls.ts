/**
 * Executes calls in a row's simulated world: `f(x=1)` goes to the class that has `f`. Nothing but the world's own methods
 * can be called. What Python would raise is a text that begins with `Error during execution:`, as upstream gives it.
 */
import { PyFloat, PyTuple, type PyExpression, type PyValue, pyRepr, toConstant } from '@evalflow/metrics'
import type { Backend, Method, Parameter, World } from './backends/backend.ts'
import { backends } from './backends/registry.ts'

/** A call with its values, native or parsed from a text. */
export interface Call {
  readonly name: string
  readonly positional: readonly unknown[]
  readonly named: Readonly<Record<string, unknown>>
}

export interface SimulatedWorld {
  /** Gives the text a model sees. Never throws. */
  execute(call: Call | PyExpression): string
  /** By class, as JSON with sorted keys. */
  state(): Readonly<Record<string, unknown>>
}

/** Names of classes that are not simulated here. */
export const missingBackends = (classes: readonly string[]): string[] =>
  classes.filter((name) => !Object.hasOwn(backends, name))

export function createWorld(
  classes: readonly string[],
  config: Readonly<Record<string, unknown>>,
  world: World,
): SimulatedWorld {
  const made: [string, Backend][] = []
  const methods = new Map<string, Method>()
  for (const name of classes) {
    const backend = backends[name]?.((config[name] ?? {}) as Readonly<Record<string, unknown>>, world)
    if (backend === undefined) continue
    made.push([name, backend])
    for (const [key, method] of Object.entries(backend.methods)) methods.set(key, method)
  }
  return {
    execute(call) {
      try {
        return toText('kind' in call ? evaluate(call, methods) : invoke(call, methods))
      } catch (error) {
        return `Error during execution: ${error instanceof Error ? error.message : String(error)}`
      }
    },
    state: () => Object.fromEntries(made.map(([name, backend]) => [name, backend.state()])),
  }
}

function invoke({ name, positional, named }: Call, methods: ReadonlyMap<string, Method>): unknown {
  const method = methods.get(name)
  if (method === undefined) throw new Error(`name '${name}' is not defined`)
  const { parameters } = method
  const names = parameters.map(toName)
  const unknown = Object.keys(named).find((key) => !names.includes(key))
  if (unknown !== undefined) throw new Error(`${name}() got an unexpected keyword argument '${unknown}'`)
  if (positional.length > names.length) throw new Error(`${name}() takes ${names.length} arguments`)
  const args: Record<string, unknown> = {}
  for (const [i, parameter] of parameters.entries()) {
    const key = toName(parameter)
    const isNamed = Object.hasOwn(named, key)
    if (i < positional.length && isNamed) throw new Error(`${name}() got multiple values for argument '${key}'`)
    if (i < positional.length) args[key] = positional[i]
    else if (isNamed) args[key] = named[key]
    else if (typeof parameter === 'string') throw new Error(`${name}() missing a required argument: '${key}'`)
    else args[key] = structuredClone(parameter[1])
  }
  return method.run(args)
}

const toName = (parameter: Parameter): string => (typeof parameter === 'string' ? parameter : parameter[0])

/** The value of an expression: constants, containers, arithmetic, and calls of the world's methods. */
function evaluate(expression: PyExpression, methods: ReadonlyMap<string, Method>): unknown {
  switch (expression.kind) {
    case 'call': {
      if (expression.target.kind !== 'name') throw new Error('only functions can be called')
      return invoke(
        {
          name: expression.target.name,
          positional: expression.positional.map((item) => evaluate(item, methods)),
          named: Object.fromEntries(expression.keywords.map(([key, item]) => [key, evaluate(item, methods)])),
        },
        methods,
      )
    }
    case 'list':
    case 'tuple':
      return expression.items.map((item) => evaluate(item, methods))
    case 'dict':
      return Object.fromEntries(
        expression.entries.map(([key, item]) => [String(evaluate(key, methods)), evaluate(item, methods)]),
      )
    case 'subscript': {
      const value = evaluate(expression.value, methods) as Readonly<Record<string, unknown>>
      return value[String(evaluate(expression.index, methods))]
    }
    case 'name':
      throw new Error(`name '${expression.name}' is not defined`)
    default:
      return toPlain(toConstant(expression))
  }
}

/** Plain JavaScript: whole floats become numbers, tuples lists. */
export function toPlain(value: PyValue): unknown {
  if (value instanceof PyFloat) return value.value
  if (value instanceof PyTuple) return value.items.map(toPlain)
  if (Array.isArray(value)) return (value as PyValue[]).map(toPlain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]: [string, PyValue]) => [key, toPlain(item)]))
}

/** A text as it is, a dict as JSON, anything else as Python writes it. */
function toText(result: unknown): string {
  if (typeof result === 'string') return result
  if (typeof result === 'object' && result !== null && !Array.isArray(result)) return JSON.stringify(result)
  return pyRepr(result as PyValue)
}
