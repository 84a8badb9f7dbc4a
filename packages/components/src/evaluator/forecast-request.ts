/** What a forecast is asked for one Evaluator: the same config, rows and target as its run, before there is a run. Pure. */
import type { JsonValue } from '@evalflow/graph'
import { toKeyReference, toTargetModel } from '../model-target/to-body.ts'
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
  return target.kind === 'stored' ? target.ref : { type: 'model', model: toTargetModel(target, toKeyReference(target)) }
}
