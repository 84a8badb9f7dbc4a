/** Dialog fields of the encoder that metrics are computed on, and the `params` they become. Safe for the browser. */
import type { FieldSpec } from '@evalflow/graph'
import type { FormValues, JsonObject } from '../form.ts'
import { defined, numberOf, textOf } from '../form-values.ts'
import { toModelRef } from '../model-ref.ts'

export const ENCODER_METRICS = ['embedding-similarity', 'embedding-bertscore', 'bert']

export const BERT_HELP =
  'As bert_score: tokens matched by their vectors in context. Needs a local GGUF encoder (BERT, RoBERTa), or a server without pooling.'

export const encoderMetricOptions = [
  {
    value: 'embedding-similarity',
    label: 'Embedding similarity',
    help: 'Cosine of both texts’ vectors, on the encoder you choose.',
  },
  {
    value: 'embedding-bertscore',
    label: 'Embedding BERTScore-like',
    help: 'Greedy matching of units embedded one by one; not comparable with BERTScore.',
  },
]

const visibleWhen = { field: 'metrics', is: ENCODER_METRICS }

export const encoderFields: readonly FieldSpec[] = [
  {
    id: 'encoder',
    label: 'Encoder',
    kind: 'picker',
    source: 'targets',
    required: true,
    visibleWhen,
    help: 'An embedding model: a local GGUF encoder or an embeddings endpoint. Its name stands in the score’s name.',
  },
  {
    id: 'encoder_version',
    label: 'Encoder version',
    kind: 'text',
    maxLength: 80,
    visibleWhen,
    advanced: true,
    help: 'For endpoints that do not say which version they serve. Local encoders are named by their file’s hash.',
  },
  {
    id: 'encoder_batch_size',
    label: 'Texts per request to the encoder',
    kind: 'number',
    integer: true,
    min: 1,
    max: 2048,
    default: 32,
    visibleWhen,
    advanced: true,
  },
  {
    id: 'encoder_prefix',
    label: 'Text before every text',
    kind: 'text',
    maxLength: 1000,
    visibleWhen,
    advanced: true,
    help: 'Some encoders want one, e.g. "query: "; see the model’s card.',
  },
  {
    id: 'encoder_unit',
    label: 'Units that are matched',
    kind: 'choice',
    default: 'sentence',
    options: [
      { value: 'sentence', label: 'Sentences' },
      { value: 'word', label: 'Words' },
    ],
    visibleWhen: { field: 'metrics', is: ['embedding-bertscore'] },
    advanced: true,
  },
]

export const bertLayerField: FieldSpec = {
  id: 'encoder_layer',
  label: 'Hidden layer for BERTScore',
  kind: 'number',
  integer: true,
  min: 1,
  visibleWhen: { field: 'metrics', is: ['bert'] },
  advanced: true,
  help: 'Of a local encoder, counted from 1; empty for the last. bert_score takes 17 of roberta-large, 9 of bert-base-uncased.',
}

/** Params of one of `ENCODER_METRICS`. */
export function toEncoderParams(type: string, values: FormValues): JsonObject {
  const prefix = values['encoder_prefix']
  return defined({
    encoder: toModelRef(values['encoder']),
    encoder_version: textOf(values, 'encoder_version') || undefined,
    encoder_batch_size: numberOf(values, 'encoder_batch_size'),
    // white space at its end matters: "query: "
    encoder_prefix: typeof prefix === 'string' && prefix !== '' ? prefix : undefined,
    encoder_layer: type === 'bert' ? numberOf(values, 'encoder_layer') : undefined,
    unit: type === 'embedding-bertscore' ? textOf(values, 'encoder_unit', 'sentence') : undefined,
  })
}
