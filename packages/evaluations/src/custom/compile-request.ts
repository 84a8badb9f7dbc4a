/** The request of a row, from the task's template and the config's settings. */
import type { Endpoint } from '@evalflow/engine'
import { evaluationErrors } from '../errors.ts'
import { type RequestKind, endpointKind, samplingOf, toBody } from '../run/model-request.ts'
import { joinColumns } from '../scorers/scorer.ts'
import { type CompiledValue, compileField, compileValue } from '../template/value-template.ts'
import type { TaskContext } from '../types.ts'

export interface CompiledRequest {
  kind: RequestKind
  body: CompiledValue
  columns: ReadonlySet<string>
  /** Its fields as the config has them, templates not rendered. */
  fixed: Readonly<Record<string, unknown>>
}

/** The template's own settings win over the config's; `choices` is `n` where neither says it. */
export function compileRequest(context: TaskContext, endpoint: Endpoint, choices?: number): CompiledRequest {
  const path = `${context.path}.params.template`
  const given = context.task.params?.['template']
  const template = typeof given === 'string' ? { prompt: given } : given
  if (typeof template !== 'object' || template === null || !('messages' in template || 'prompt' in template))
    throw evaluationErrors.configInvalid(
      path,
      'expected an object with `messages` or `prompt`, e.g. {"messages": [{"role": "user", "content": "{{ item.prompt }}"}]}.',
    )
  const settings = { ...(choices === undefined ? {} : { n: choices }), ...samplingOf(context.config.params) }
  const compiled = Object.entries(template).map(([name, value]: [string, unknown]) => {
    const options = { path: `${path}.${name}`, topLevel: false, sampleFields: [] }
    // a prompt is text whatever it looks like; other fields may be rendered numbers, lists, objects
    return [name, name === 'prompt' ? compileValue(value, options) : compileField(value, options)] as const
  })
  const kind = context.task.type === 'completion' && !('messages' in template) ? 'completion' : endpointKind(endpoint)
  return {
    kind,
    columns: joinColumns(...compiled.map(([, value]) => value)),
    fixed: { ...settings, ...template },
    body: {
      columns: new Set(),
      render(view) {
        const fields: Record<string, unknown> = { ...settings }
        for (const [name, value] of compiled) fields[name] = value.render(view)
        if ('messages' in fields && !Array.isArray(fields['messages']))
          throw evaluationErrors.configInvalid(
            `${path}.messages`,
            'rendered no list of messages. End the expression in `| tojson`.',
          )
        return toBody(kind, fields)
      },
    },
  }
}
