/**
 * NVIDIA NeMo components of Langflow and what they are here (rule L2). One entry per component.
 *
 * Source: branch `feat/nemo-microservices-integration` of jeffreyscarpenter/langflow, inputs and outputs of
 * `components/nvidia`.
 */
export interface ComponentMapping {
  /** `data.type` in Langflow, and spellings of it. */
  langflow: readonly string[]
  type: string
  version: number
  /** Langflow's template field to our field. */
  fields: Readonly<Record<string, string>>
  /** Langflow's handle name to our port. */
  inputs: Readonly<Record<string, string>>
  outputs: Readonly<Record<string, string>>
}

export const COMPONENT_MAP: readonly ComponentMapping[] = [
  {
    langflow: ['NVIDIANeMoEvaluator', 'NvidiaEvaluator', 'NeMoEvaluator'],
    type: 'evaluator',
    version: 1,
    fields: { config: 'config', existing_dataset: 'dataset', target: 'target', namespace: 'namespace' },
    inputs: { dataset: 'dataset', customized_model: 'target' },
    outputs: { job_info: 'result' },
  },
  {
    langflow: ['NVIDIANeMoDatasetCreator', 'NvidiaDatasetCreator', 'NeMoDatasetCreator'],
    type: 'dataset-creator',
    version: 1,
    fields: { dataset_name: 'name', description: 'description', namespace: 'namespace' },
    inputs: { data: 'rows' },
    outputs: { dataset_info: 'dataset' },
  },
  {
    langflow: ['NVIDIADataPreparation', 'NVIDIADataPreparationComponent', 'NvidiaDataPreparation'],
    type: 'data-preparation',
    version: 1,
    fields: {},
    inputs: { data: 'rows', input_data: 'rows', raw_data: 'rows' },
    outputs: { prepared_data: 'rows', processed_data: 'rows', data: 'rows', output: 'rows' },
  },
]

export const PLACEHOLDER_PREFIX = 'langflow:'

const byLangflow = new Map(COMPONENT_MAP.flatMap((mapping) => mapping.langflow.map((name) => [name, mapping] as const)))
const byType = new Map(COMPONENT_MAP.map((mapping) => [mapping.type, mapping]))

export const findMapping = (langflowType: string): ComponentMapping | undefined => byLangflow.get(langflowType)
export const findMappingByType = (type: string): ComponentMapping | undefined => byType.get(type)

/** The key of `record` that leads to `value`; `value` itself if none does. */
export function reverseOf(record: Readonly<Record<string, string>>, value: string): string {
  return Object.entries(record).find(([, to]) => to === value)?.[0] ?? value
}

/** Our port for a Langflow handle name, on a node of our `type`. */
export function toOurPort(type: string, port: string, side: 'inputs' | 'outputs'): string {
  const ports = byType.get(type)?.[side]
  return ports && Object.hasOwn(ports, port) ? (ports[port] ?? port) : port
}
