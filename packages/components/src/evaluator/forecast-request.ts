/** What a forecast is asked for one Evaluator: the same config, rows and target as its run, before there is a run. Pure. */
import type { JsonValue } from '@evalflow/graph'
import type { JsonObject } from '../services.ts'
import type { TargetValue } from '../values.ts'

export interface ForecastInput {
  values: Readonly<Record<string, JsonValue>>
  /** Where the rows are; null where the config has its own. */
  filesUrl: string | null
  target: TargetValue
}

/** Body of `POST /api/forecast`, without `pilot_rows`. A key is named, never sent. */
export function toForecastRequest({ values, filesUrl, target }: ForecastInput) {
  const config = values['config']
  const project = toProject(values)
  return {
    config: typeof config === 'string' ? config : '',
    target: toTarget(target),
    ...(filesUrl === null ? {} : { files_url: filesUrl }),
    ...(project === null ? {} : { project }),
  }
}

/** Project whose budget pays; null if none is set. */
export function toProject(values: ForecastInput['values']): string | null {
  const project = values['project']
  return typeof project === 'string' && project.trim() !== '' ? project.trim() : null
}

function toTarget(target: TargetValue): string | JsonObject {
  if (target.kind === 'stored') return target.ref
  if (target.kind === 'model') return { type: 'model', model: target.model_id }
  const { url, model_id, format, headers, api_key_secret: secret } = target
  const endpoint: JsonObject = { url, model_id, format }
  if (secret !== undefined) endpoint['api_key'] = `$secret:${secret}`
  if (Object.keys(headers).length > 0) endpoint['headers'] = headers
  return { type: 'model', model: { api_endpoint: endpoint } }
}
