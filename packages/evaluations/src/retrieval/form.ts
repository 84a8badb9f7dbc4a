/** Dialogs of retriever and RAG evaluations. */
import type { FieldSpec } from '@evalflow/graph'
import {
  limitField,
  maxTokensField,
  moreRequestFields,
  parallelismField,
  temperatureField,
  toParams,
} from '../common-fields.ts'
import type { EvaluationForm, Fit, FormValues, JsonObject } from '../form.ts'
import { defined, linesOf, numberOf, textOf } from '../form-values.ts'
import { toModelRef } from '../model-ref.ts'
import { DEFAULT_RAG_PROMPT } from './prompts.ts'

const MEASURES = ['recall_5', 'recall_10', 'ndcg_cut_5', 'ndcg_cut_10', 'recip_rank', 'map']

const measureFields: readonly FieldSpec[] = [
  {
    id: 'measures',
    label: 'Measures of the ranking',
    kind: 'multiline',
    default: MEASURES.join('\n'),
    required: true,
    help: 'One per line, by trec_eval’s names: recall_10, P_5, ndcg_cut_10, map, recip_rank (MRR), success_5 (hit rate).',
  },
  {
    id: 'top_k',
    label: 'Documents per query',
    kind: 'number',
    integer: true,
    min: 1,
    max: 10_000,
    default: 100,
  },
]

const encodingFields: readonly FieldSpec[] = [
  { id: 'query_prefix', label: 'Text before each query', kind: 'text', maxLength: 1000, advanced: true },
  { id: 'passage_prefix', label: 'Text before each document', kind: 'text', maxLength: 1000, advanced: true },
  {
    id: 'encoder_batch_size',
    label: 'Texts per request to the encoder',
    kind: 'number',
    integer: true,
    min: 1,
    max: 2048,
    default: 32,
    advanced: true,
  },
]

const answerFields: readonly FieldSpec[] = [
  {
    id: 'encoder',
    label: 'Encoder',
    kind: 'picker',
    source: 'targets',
    required: true,
    help: 'The embedding model that finds the documents. The target is the model that answers.',
  },
  {
    id: 'context_documents',
    label: 'Documents the model is given',
    kind: 'number',
    integer: true,
    min: 1,
    max: 1000,
    default: 5,
  },
  {
    id: 'rag_prompt',
    label: 'Prompt',
    kind: 'template',
    default: DEFAULT_RAG_PROMPT,
    required: true,
    help: 'Jinja; {{ item.context }} are the documents found, {{ item.question }} is the query.',
  },
  {
    id: 'rag_reference',
    label: 'Reference',
    kind: 'template',
    placeholder: '{{ item.answer }}',
    help: 'A column of queries.jsonl with the expected answer; then token F1, exact match and ROUGE score the answers.',
  },
]

const NEEDS = 'A folder in BEIR’s layout: corpus.jsonl, queries.jsonl, qrels/test.tsv.'

export const retrieverForm: EvaluationForm = {
  id: 'retriever',
  title: 'Retriever',
  summary: `How well an embedding model finds documents. ${NEEDS}`,
  class: 'template',
  fields: [...measureFields, ...encodingFields, limitField, parallelismField, ...moreRequestFields],
  toConfigParts: (values) => ({
    type: 'retriever',
    params: toParams(requestOnly(values)),
    task: { type: 'beir', params: toTaskParams(values), metrics: toMeasures(values) },
  }),
  fits: fitsBeir,
}

export const ragForm: EvaluationForm = {
  id: 'rag',
  title: 'RAG',
  summary: `Documents are found for each query, and a model answers with them. ${NEEDS}`,
  class: 'template',
  fields: [
    ...answerFields,
    ...measureFields,
    ...encodingFields,
    limitField,
    maxTokensField,
    temperatureField,
    parallelismField,
    ...moreRequestFields,
  ],
  toConfigParts: (values) => ({
    type: 'rag',
    params: toParams(values),
    task: {
      type: 'beir',
      params: {
        ...toTaskParams(values),
        encoder: toModelRef(values['encoder']),
        context_documents: numberOf(values, 'context_documents') ?? 5,
        template: { messages: [{ role: 'user', content: textOf(values, 'rag_prompt', DEFAULT_RAG_PROMPT) }] },
      },
      metrics: { ...toMeasures(values), ...toAnswerMetrics(values) },
    },
  }),
  fits: fitsBeir,
}

const toMeasures = (values: FormValues): JsonObject => {
  const lines = linesOf(values, 'measures')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return Object.fromEntries((lines.length === 0 ? MEASURES : lines).map((type) => [type, { type }]))
}

function toTaskParams(values: FormValues): JsonObject {
  const text = (id: string) => {
    const value = values[id]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return defined({
    top_k: numberOf(values, 'top_k'),
    query_prefix: text('query_prefix'),
    passage_prefix: text('passage_prefix'),
    encoder_batch_size: numberOf(values, 'encoder_batch_size'),
  })
}

function toAnswerMetrics(values: FormValues): JsonObject {
  const reference = textOf(values, 'rag_reference')
  if (reference === '') return {}
  const params = { ground_truth: reference, prediction: '{{ sample.output_text }}' }
  return Object.fromEntries(['f1', 'em', 'rouge'].map((type) => [type, { type, params }]))
}

/** Sampling says nothing where no model answers. */
function requestOnly(values: FormValues): FormValues {
  const { max_tokens: _m, temperature: _t, top_p: _p, stop: _s, ...rest } = values
  return rest
}

/** A folder's columns are those of its three files together, in one order or another. */
function fitsBeir(columns: readonly string[]): Fit {
  const missing = ['_id', 'text'].filter((name) => columns.length > 0 && !columns.includes(name))
  return {
    fits: missing.length === 0,
    reasons: missing.map((name) => `The dataset has no column "${name}". ${NEEDS}`),
  }
}
