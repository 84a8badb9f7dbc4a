/**
 * The draft behind *New config*: what was typed, per evaluation type, and what it would create. Pure; the dialog draws it.
 *
 * Field ids keep the specification's `NN_` prefix: their order is its order. Each type keeps what was typed for it.
 */
import { createConfigBody, toDatasetId, toRuntimeName, type ConfigBody } from '@evalflow/configs'
import { evaluationForms, type EvaluationForm } from '@evalflow/evaluations/fields'
import { validateFields, withDefaults, type FieldSpec, type JsonValue, type Values } from '@evalflow/graph'
import type { DatasetValue } from '../../values.ts'
import { checkedFields } from '../fields/checked-fields.ts'
import type { useT } from '../messages.ts'

type T = ReturnType<typeof useT>

export const NAME = '01_config_name'
export const TYPE = '02_evaluation_type'
export const SELECTION = '03_dataset_selection'
export const EXISTING = '04_existing_dataset'
/** 255 of the API, less the longest suffix a template takes and room for a short dataset id. */
const NAME_LENGTH = 239

export interface ConfigDraft {
  /** Values of the four fields that every config has. */
  head: Values
  /** What was typed for each type, by the type's id. */
  byType: Readonly<Record<string, Values>>
}

export interface DraftContext {
  namespace: string
  /** The dataset on the node's wire. */
  connected: DatasetValue | null
  /** The dataset chosen in field 04, once it was looked up. */
  existing: DatasetValue | null
  /** Why this server cannot run a type, by the type's id; empty until the server has told. */
  unavailable: Readonly<Record<string, string>>
}

export function emptyDraft(): ConfigDraft {
  const first = evaluationForms.find((form) => form.unavailable === undefined) ?? evaluationForms[0]
  return { head: { [TYPE]: first?.id ?? '', [SELECTION]: 'template' }, byType: {} }
}

export function formOf(draft: ConfigDraft): EvaluationForm | undefined {
  return evaluationForms.find((form) => form.id === draft.head[TYPE])
}

export function typeValues(draft: ConfigDraft): Values {
  return draft.byType[String(draft.head[TYPE])] ?? {}
}

export function setHead(draft: ConfigDraft, field: string, value: JsonValue): ConfigDraft {
  return { ...draft, head: { ...draft.head, [field]: value } }
}

export function setTypeValue(draft: ConfigDraft, field: string, value: JsonValue): ConfigDraft {
  const type = String(draft.head[TYPE])
  return { ...draft, byType: { ...draft.byType, [type]: { ...draft.byType[type], [field]: value } } }
}

/** The four fields, in order. Dataset fields show only for types that need a dataset. */
export function headFields(t: T, { connected, unavailable: reasons }: DraftContext): FieldSpec[] {
  const withDataset = evaluationForms.filter((form) => form.class === 'template').map((form) => form.id)
  return [
    { id: NAME, label: t('configName'), kind: 'text', required: true, maxLength: NAME_LENGTH, placeholder: 'support' },
    {
      id: TYPE,
      label: t('evaluationType'),
      kind: 'choice',
      required: true,
      options: evaluationForms.map(({ id, title, summary, unavailable: always }) => {
        const unavailable = reasons[id] ?? always
        return { value: id, label: title, help: summary, ...(unavailable === undefined ? {} : { unavailable }) }
      }),
    },
    {
      id: SELECTION,
      label: t('datasetSelection'),
      kind: 'radio',
      required: true,
      default: 'template',
      visibleWhen: { field: TYPE, is: withDataset },
      options: [
        { value: 'template', label: t('createTemplate'), help: t('createTemplateHelp') },
        { value: 'existing', label: t('useExisting'), help: t('useExistingHelp') },
        {
          value: 'input',
          label: t('useInput'),
          ...(connected ? { help: t('useInputHelp', { name: connected.name }) } : { unavailable: t('noInput') }),
        },
      ],
    },
    {
      id: EXISTING,
      label: t('existingDataset'),
      kind: 'picker',
      source: 'datasets',
      required: true,
      visibleWhen: { field: SELECTION, is: ['existing'] },
    },
  ]
}

export interface DraftCheck {
  /** By field id, of both parts. */
  errors: Record<string, string>
  /** What would be created; null while it cannot be said. */
  config: ConfigBody | null
}

/** Checks the draft; `config` is exactly what is sent when it is created. */
export function checkDraft(draft: ConfigDraft, context: DraftContext, t: T): DraftCheck {
  const form = formOf(draft)
  if (!form) return { errors: { [TYPE]: t('evaluationType') }, config: null }
  const head = checkedFields(headFields(t, context), draft.head)
  const own = checkedFields(form.fields, typeValues(draft))
  const errors = { ...(head.ok ? {} : head.errors), ...(own.ok ? {} : own.errors) }
  return { errors, config: previewConfig(draft, context) }
}

/** The preview also shows a draft with errors, so that it does not blink while a number is being typed. */
function previewConfig(draft: ConfigDraft, context: DraftContext): ConfigBody | null {
  const form = formOf(draft)
  const name = String(draft.head[NAME] ?? '').trim()
  if (!form || name === '') return null
  const dataset = datasetOf(draft, context)
  if (dataset === 'missing') return null
  try {
    const parts = form.toConfigParts(withDefaults(form.fields, parsed(form, typeValues(draft))))
    return createConfigBody({
      name,
      namespace: context.namespace,
      class: form.class,
      parts,
      ...(dataset ? { dataset: { files_url: dataset.files_url } } : {}),
    })
  } catch {
    // half-typed values (JSON, templates) cannot be laid out yet; the field says what is wrong with them
    return null
  }
}

function parsed(form: EvaluationForm, values: Values): Values {
  const checked = validateFields(form.fields, values)
  return checked.ok ? checked.value : values
}

function datasetOf(draft: ConfigDraft, { connected, existing }: DraftContext): DatasetValue | null | 'missing' {
  if (formOf(draft)?.class !== 'template') return null
  const selection = draft.head[SELECTION]
  if (selection === 'input') return connected ?? 'missing'
  if (selection === 'existing') return existing ?? 'missing'
  return null
}

/** The dataset whose columns the config can be compared with. */
export function comparedDataset(draft: ConfigDraft, context: DraftContext): DatasetValue | null {
  const chosen = datasetOf(draft, context)
  return chosen === 'missing' ? null : (chosen ?? (formOf(draft)?.class === 'template' ? context.connected : null))
}

export interface DraftFit {
  dataset: DatasetValue
  fits: boolean | null
  reasons: string[]
}

export function fitOf(draft: ConfigDraft, context: DraftContext): DraftFit | null {
  const form = formOf(draft)
  const dataset = comparedDataset(draft, context)
  if (!form || !dataset) return null
  if (!dataset.columns) return { dataset, fits: null, reasons: [] }
  return { dataset, ...form.fits(dataset.columns, withDefaults(form.fields, typeValues(draft))) }
}

/** Name of the runtime config that a template becomes over the connected dataset. */
export function runtimeNameFor(config: ConfigBody, dataset: DatasetValue | null): string | null {
  return config.kind === 'template' && dataset ? toRuntimeName(config.name, toDatasetId(dataset.files_url)) : null
}
