/** Dialog of Similarity Metrics. */
import { fitColumns } from '../column-fit.ts'
import {
  limitField,
  maxTokensField,
  moreRequestFields,
  parallelismField,
  temperatureField,
  toParams,
} from '../common-fields.ts'
import {
  BERT_HELP,
  bertLayerField,
  ENCODER_METRICS,
  encoderFields,
  encoderMetricOptions,
  toEncoderParams,
} from '../encoders/fields.ts'
import type { EvaluationForm, JsonObject } from '../form.ts'
import { listOf } from '../form-values.ts'

export const similarityForm: EvaluationForm = {
  id: 'similarity_metrics',
  title: 'Similarity Metrics',
  summary: 'How close answers come to ideal responses. Rows need `prompt` and `ideal_response`.',
  class: 'template',
  fields: [
    {
      id: 'metrics',
      label: 'Metrics',
      kind: 'multichoice',
      required: true,
      default: ['accuracy', 'bleu', 'rouge', 'em', 'f1'],
      options: [
        { value: 'accuracy', label: 'Accuracy', help: 'Equal but for white space around.' },
        { value: 'bleu', label: 'BLEU', help: 'sacrebleu over the whole dataset, 0 to 1.' },
        { value: 'rouge', label: 'ROUGE', help: 'ROUGE-1, 2, 3 and L.' },
        { value: 'em', label: 'Exact match', help: 'Equal after dropping case, punctuation and articles.' },
        { value: 'f1', label: 'Token F1', help: 'Words in common with the ideal response.' },
        ...encoderMetricOptions,
        { value: 'bert', label: 'BERTScore', help: BERT_HELP },
      ],
    },
    ...encoderFields,
    bertLayerField,
    limitField,
    maxTokensField,
    temperatureField,
    parallelismField,
    ...moreRequestFields,
  ],
  toConfigParts(values) {
    const metrics: JsonObject = {}
    for (const type of listOf(values, 'metrics'))
      metrics[type] = ENCODER_METRICS.includes(type) ? { type, params: toEncoderParams(type, values) } : { type }
    return { type: 'similarity_metrics', params: toParams(values), task: { type: 'default', metrics } }
  },
  fits: (columns) => fitColumns(columns, ['prompt', 'ideal_response']),
}
