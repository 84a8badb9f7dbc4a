/**
 * What the server adds to configs and targets: ids for inline datasets and models, and the expanded form of jobs.
 *
 * Stored and answered on their own, configs and targets leave empty fields out. Inside a job every optional field is
 * there, null if empty. Both as recorded from the real service.
 */
import { DEFAULT_NAMESPACE } from '@evalflow/contract'
import type { PlatformDeps } from '../deps.ts'
import { newEntity, omitEmpty } from '../entities/wire.ts'
import { isRecord } from '../secrets.ts'

type Json = Record<string, unknown>
type Deps = Pick<PlatformDeps, 'clock' | 'randomId'>

/** Entity fields of a dataset or model written inline, which is in no store. */
function asInline(deps: Deps, prefix: 'dataset' | 'model', value: unknown): unknown {
  // a string refers to a stored one; an id means it went through here before
  if (!isRecord(value) || typeof value['id'] === 'string') return value
  const fresh = newEntity(deps, prefix)
  return {
    schema_version: '1.0',
    ...(prefix === 'model' && { type_prefix: 'model' }),
    namespace: DEFAULT_NAMESPACE,
    name: fresh.id,
    custom_fields: {},
    version_id: 'main',
    version_tags: [],
    ...omitEmpty(value),
    ...fresh,
  }
}

function asInlineModel(deps: Deps, value: unknown): unknown {
  const model = asInline(deps, 'model', value)
  if (!isRecord(model) || !isRecord(model['api_endpoint'])) return model
  return { ...model, api_endpoint: { ...model['api_endpoint'], format: model['api_endpoint']['format'] ?? 'nim' } }
}

/** Gives the inline datasets of all tasks their ids. */
export function completeConfig(deps: Deps, config: Json): Json {
  if (!isRecord(config['tasks'])) return config
  const tasks = mapValues(config['tasks'], (task) => {
    if (!isRecord(task)) return task
    const done = omitEmpty(task)
    return 'dataset' in done ? { ...done, dataset: asInline(deps, 'dataset', done['dataset']) } : done
  })
  return { ...config, tasks }
}

/** Gives the inline models and datasets of a target their ids, in retriever and RAG pipelines too. */
export function completeTarget(deps: Deps, target: Json): Json {
  return {
    ...target,
    ...('model' in target && { model: asInlineModel(deps, target['model']) }),
    ...('dataset' in target && { dataset: asInline(deps, 'dataset', target['dataset']) }),
    ...('retriever' in target && { retriever: completeRetriever(deps, target['retriever']) }),
    ...('rag' in target && { rag: completeRag(deps, target['rag']) }),
  }
}

function completeRetriever(deps: Deps, retriever: unknown): unknown {
  if (!isRecord(retriever) || !isRecord(retriever['pipeline'])) return retriever
  const pipeline = mapValues(retriever['pipeline'], (value, key) =>
    key.endsWith('_model') ? asInlineModel(deps, value) : value,
  )
  return { ...retriever, pipeline }
}

function completeRag(deps: Deps, rag: unknown): unknown {
  if (!isRecord(rag) || !isRecord(rag['pipeline'])) return rag
  const { pipeline } = rag
  return {
    ...rag,
    pipeline: {
      ...pipeline,
      retriever: completeRetriever(deps, pipeline['retriever']),
      model: asInlineModel(deps, pipeline['model']),
    },
  }
}

const ENTITY_NULLS = { description: null, project: null, ownership: null }
const DATASET_NULLS = { ...ENTITY_NULLS, type_prefix: null, format: null, hf_endpoint: null, split: null, limit: null }
const MODEL_NULLS = {
  ...ENTITY_NULLS,
  spec: null,
  artifact: null,
  base_model: null,
  peft: null,
  prompt: null,
  guardrails: null,
}
const PARAMS_NULLS = {
  parallelism: null,
  request_timeout: null,
  max_retries: null,
  limit_samples: null,
  max_tokens: null,
  temperature: null,
  top_p: null,
  stop: null,
  extra: null,
}
const PAYLOAD_NULLS = { cached_outputs: null, model: null, retriever: null, rag: null, rows: null, dataset: null }

/** A config as it stands in a job. */
export function expandConfig(config: Json): Json {
  return {
    schema_version: '1.0',
    type_prefix: 'eval-config',
    ...ENTITY_NULLS,
    groups: null,
    ...config,
    params: isRecord(config['params']) ? { ...PARAMS_NULLS, ...config['params'] } : null,
    tasks: isRecord(config['tasks']) ? mapValues(config['tasks'], expandTask) : null,
  }
}

function expandTask(task: unknown): unknown {
  if (!isRecord(task)) return task
  const metrics = isRecord(task['metrics'])
    ? mapValues(task['metrics'], (metric) => (isRecord(metric) ? { params: null, ...metric } : metric))
    : null
  return { params: null, ...task, metrics, dataset: expandDataset(task['dataset']) }
}

/** A target as it stands in a job. */
export function expandTarget(target: Json): Json {
  return {
    schema_version: '1.0',
    type_prefix: 'eval-target',
    ...ENTITY_NULLS,
    ...PAYLOAD_NULLS,
    ...target,
    model: expandModel(target['model']),
    dataset: expandDataset(target['dataset']),
  }
}

function expandDataset(dataset: unknown): unknown {
  return isRecord(dataset) ? { ...DATASET_NULLS, ...dataset } : (dataset ?? null)
}

function expandModel(model: unknown): unknown {
  if (!isRecord(model)) return model ?? null
  const endpoint = model['api_endpoint']
  return { ...MODEL_NULLS, ...model, api_endpoint: isRecord(endpoint) ? { api_key: null, ...endpoint } : null }
}

function mapValues(record: Json, change: (value: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
}
