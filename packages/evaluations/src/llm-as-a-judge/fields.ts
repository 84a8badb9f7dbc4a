/** Fields of the dialog of LLM As A Judge, in the order to show them. */
import type { FieldCondition, FieldSpec } from '@evalflow/graph'
import { limitField, maxTokensField, moreRequestFields, parallelismField, temperatureField } from '../common-fields.ts'
import { DEFAULT_PROMPTS } from './prompts.ts'

const mode = (...is: string[]): FieldCondition => ({ field: 'mode', is })
const asked: FieldCondition = { field: 'answers', is: ['target'] }
const rated = mode('single', 'rubric', 'mtbench')

export const DEFAULT_MESSAGES = [{ role: 'user', content: '{{ item.prompt }}' }]
export const DEFAULT_RUBRIC =
  'correctness: Are the facts and the reasoning right?\n' +
  'helpfulness: Does it do what was asked?\n' +
  'clarity: Is it easy to follow?'
export const DEFAULT_REFERENCE = '{{ item.ideal_response }}'
export const DEFAULT_BASELINE = '{{ item.baseline_response }}'

export const judgeFields: readonly FieldSpec[] = [
  {
    id: 'judge_model',
    label: 'Judge model',
    kind: 'picker',
    source: 'targets',
    required: true,
    help: 'Another family than the model that is judged is fairer.',
  },
  {
    id: 'mode',
    label: 'How it judges',
    kind: 'choice',
    default: 'single',
    required: true,
    options: [
      { value: 'single', label: 'One rating', help: 'A number for each answer.' },
      { value: 'rubric', label: 'Rubric', help: 'Several scores for each answer, by criteria.' },
      { value: 'pairwise', label: 'Comparison', help: 'Each answer against another one of the same row.' },
      { value: 'mtbench', label: 'MT-bench', help: 'Rows with two turns; each turn is rated.' },
    ],
  },
  {
    id: 'judge_prompt',
    label: 'Judge’s prompt',
    kind: 'template',
    default: DEFAULT_PROMPTS.single,
    required: true,
    visibleWhen: mode('single'),
    help: 'Jinja. Besides item: sample.question, sample.output_text, sample.reference. The form of the reply is added.',
  },
  {
    id: 'rubric_prompt',
    label: 'Judge’s prompt',
    kind: 'template',
    default: DEFAULT_PROMPTS.rubric,
    required: true,
    visibleWhen: mode('rubric'),
    help: 'Jinja. Besides item: sample.question, sample.output_text, sample.rubric, sample.reference.',
  },
  {
    id: 'pairwise_prompt',
    label: 'Judge’s prompt',
    kind: 'template',
    default: DEFAULT_PROMPTS.pairwise,
    required: true,
    visibleWhen: mode('pairwise'),
    help: 'Jinja. Besides item: sample.question, sample.answer_a, sample.answer_b, sample.reference.',
  },
  {
    id: 'score_name',
    label: 'Score name',
    kind: 'text',
    default: 'rating',
    required: true,
    maxLength: 60,
    visibleWhen: mode('single', 'mtbench'),
  },
  {
    id: 'rubric',
    label: 'Criteria',
    kind: 'multiline',
    default: DEFAULT_RUBRIC,
    required: true,
    visibleWhen: mode('rubric'),
    help: 'One per line: name, colon, what it measures.',
  },
  { id: 'scale_minimum', label: 'Lowest score', kind: 'number', default: 1, visibleWhen: rated },
  { id: 'scale_maximum', label: 'Highest score', kind: 'number', default: 10, visibleWhen: rated },
  {
    id: 'reference_guided',
    label: 'Show the judge a reference answer',
    kind: 'boolean',
    default: false,
    visibleWhen: mode('single', 'rubric', 'pairwise'),
  },
  {
    id: 'reference',
    label: 'Reference answer',
    kind: 'template',
    default: DEFAULT_REFERENCE,
    required: true,
    visibleWhen: { all: [mode('single', 'rubric', 'pairwise'), { field: 'reference_guided', is: [true] }] },
  },
  {
    id: 'baseline',
    label: 'Answer to compare with',
    kind: 'template',
    default: DEFAULT_BASELINE,
    required: true,
    visibleWhen: mode('pairwise'),
  },
  {
    id: 'swap',
    label: 'Ask in both orders',
    kind: 'boolean',
    default: true,
    visibleWhen: mode('pairwise'),
    help: 'A win counts only if it holds in both; twice the requests.',
  },
  {
    id: 'answers',
    label: 'What is judged',
    kind: 'choice',
    default: 'target',
    required: true,
    options: [
      { value: 'target', label: 'Answers of the target', help: 'The target is asked first.' },
      { value: 'stored', label: 'Stored answers', help: 'Rows that hold answers; no target model is asked.' },
    ],
  },
  {
    id: 'messages',
    label: 'Messages to the target',
    kind: 'chat-template',
    default: DEFAULT_MESSAGES,
    required: true,
    visibleWhen: { all: [asked, mode('single', 'rubric', 'pairwise')] },
    help: 'Jinja; a column is {{ item.column }}.',
  },
  {
    id: 'response',
    label: 'Column of the answer',
    kind: 'text',
    default: 'response',
    required: true,
    visibleWhen: { field: 'answers', is: ['stored'] },
  },
  {
    id: 'judge_max_tokens',
    label: 'Tokens per verdict',
    kind: 'number',
    integer: true,
    min: 1,
    default: 1024,
    help: 'A verdict that is cut is not scored; reasoning models need more.',
  },
  limitField,
  { ...maxTokensField, visibleWhen: asked },
  { ...temperatureField, visibleWhen: asked },
  parallelismField,
  {
    id: 'more_judges',
    label: 'More judges',
    kind: 'multiline',
    advanced: true,
    placeholder: 'namespace/model',
    help: 'One model per line; together they are a panel.',
  },
  {
    id: 'combine',
    label: 'A panel’s verdict is the',
    kind: 'choice',
    advanced: true,
    options: ['mean', 'median', 'majority'].map((value) => ({ value, label: value })),
    help: 'Without a choice: the mean of ratings, the majority of comparisons.',
  },
  {
    id: 'quorum',
    label: 'Judges that must give a verdict',
    kind: 'number',
    integer: true,
    min: 1,
    advanced: true,
    placeholder: 'more than half',
  },
  {
    id: 'label',
    label: 'Column with a person’s verdict',
    kind: 'text',
    advanced: true,
    help: 'Where rows have one, agreement of judge and person is reported.',
  },
  {
    id: 'pass_at',
    label: 'Passes from',
    kind: 'number',
    advanced: true,
    visibleWhen: rated,
    help: 'A score of at least this passes; gives a pass rate and, with labels, false passes and fails.',
  },
  {
    id: 'output',
    label: 'Form of the verdict',
    kind: 'choice',
    advanced: true,
    options: [
      { value: 'text', label: 'Text' },
      { value: 'json_schema', label: 'JSON by schema' },
      { value: 'json_object', label: 'JSON' },
    ],
    help: 'Without a choice: JSON by schema for a rubric, else text. A server that knows no JSON is asked without.',
  },
  ...moreRequestFields,
]
