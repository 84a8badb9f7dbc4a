/**
 * JSON with templates in its strings, such as a request body. A string that stands for a whole value
 * (`"messages": "{{ item.messages | tojson }}"`) becomes that value.
 */
import { evaluationErrors } from '../errors.ts'
import type { RowView } from './row-view.ts'
import { type CompileOptions, type CompiledTemplate, compileTemplate } from './template.ts'

export interface CompiledValue {
  render(view: RowView): unknown
  readonly columns: ReadonlySet<string>
}

/** Strings stay strings, whatever they look like, unless they end in `| tojson`. */
export function compileValue(value: unknown, options: CompileOptions): CompiledValue {
  if (typeof value === 'string') return fromTemplate(compileTemplate(value, options), options.path)
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, i) => compileValue(item, { ...options, path: `${options.path}.${i}` }))
    return { render: (view) => items.map((item) => item.render(view)), columns: union(items) }
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]: [string, unknown]) =>
        [key, compileValue(item, { ...options, path: `${options.path}.${key}` })] as const,
    )
    return {
      render: (view) => Object.fromEntries(entries.map(([key, item]) => [key, item.render(view)])),
      columns: union(entries.map(([, item]) => item)),
    }
  }
  return { render: () => value, columns: new Set() }
}

/** For fields that are no text by nature (`tools`, `tool_choice`, `temperature`): a rendered text that is JSON becomes it. */
export function compileField(value: unknown, options: CompileOptions): CompiledValue {
  if (typeof value !== 'string' || !/\{[{%#]/.test(value)) return compileValue(value, options)
  const template = compileTemplate(value, options)
  return {
    render: (view) => {
      const text = template.render(view)
      return parseJson(text) ?? text
    },
    columns: template.columns,
  }
}

function fromTemplate(template: CompiledTemplate, path: string): CompiledValue {
  if (!template.rendersJson) return template
  return {
    render: (view) => {
      const text = template.render(view)
      const value = parseJson(text)
      if (value === undefined)
        throw evaluationErrors.templateFailed(path, new Error(`expected JSON, found ${text.slice(0, 80)}`))
      return value
    },
    columns: template.columns,
  }
}

/** Undefined if it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const union = (values: readonly CompiledValue[]) => new Set(values.flatMap((value) => [...value.columns]))
