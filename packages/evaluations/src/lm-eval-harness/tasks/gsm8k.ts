/** Grade-school arithmetic in words: the model writes, filters find the number. GSM8K and its cleaned rows, GSM8K-Platinum. */
import type { TaskSource } from '../task-definition.ts'
import { workedExamples } from './gsm8k-examples.ts'

const FLEXIBLE = {
  name: 'flexible-extract',
  filter: [
    { function: 'regex', group_select: -1, regex_pattern: '(-?[$0-9.,]{2,})|(-?[0-9]+)' },
    { function: 'take_first' },
  ],
}

const strict = (pattern: string) => ({
  name: 'strict-match',
  filter: [{ function: 'regex', regex_pattern: pattern }, { function: 'take_first' }],
})

const original = {
  dataset_path: 'openai/gsm8k',
  training_split: 'train',
  fewshot_split: 'train',
}
// examples come from the rows themselves, since there are no others
const platinum = {
  dataset_path: 'madrylab/gsm8k-platinum',
  training_split: 'test',
  fewshot_split: 'test',
}

const shared = {
  dataset_name: 'main',
  test_split: 'test',
  output_type: 'generate_until',
  doc_to_target: '{{answer}}',
  metric_list: [
    {
      metric: 'exact_match',
      aggregation: 'mean',
      higher_is_better: true,
      ignore_case: true,
      ignore_punctuation: false,
      regexes_to_ignore: [',', '\\$', '(?s).*#### ', '\\.$'],
    },
  ],
  metadata: { version: 3 },
} satisfies Omit<TaskSource, 'task' | 'doc_to_text' | 'dataset_path'>

/** `cot` tasks bring their own eight examples, so no split is named for them. */
const toCot = ({ dataset_path }: typeof original) => ({ ...shared, dataset_path, ...COT })

const COT = {
  doc_to_text: 'Q: {{question}}\nA:',
  // the examples' answers hold no mark, and stand whole
  doc_to_target: "{{answer.split('####')[-1].strip()}}",
  num_fewshot: 8,
} satisfies Partial<TaskSource>

const CONSISTENT = '(\\-?[0-9\\.\\,]*[0-9]+)'
const voted = (name: string, before: readonly { function: string; k?: number }[], votes: boolean) => ({
  name,
  filter: [
    ...before,
    { function: 'regex', regex_pattern: `The answer is ${CONSISTENT}` },
    ...(votes ? [{ function: 'majority_vote' }] : []),
    { function: 'take_first' },
  ],
})

const COT_STOPS = ['Q:', '</s>', '<|im_end|>']

/** The five forms of one data set. */
const forms = (name: string, from: typeof original): TaskSource[] => [
  {
    ...shared,
    ...from,
    task: name,
    doc_to_text: 'Question: {{question}}\nAnswer:',
    generation_kwargs: { until: ['Question:', '</s>', '<|im_end|>'], do_sample: false, temperature: 0 },
    num_fewshot: 5,
    filter_list: [strict('#### (\\-?[0-9\\.\\,]+)'), FLEXIBLE],
  },
  {
    ...shared,
    ...from,
    task: `${name}_cot_zeroshot`,
    doc_to_text: "Q: {{question}}\nA: Let's think step by step.",
    generation_kwargs: { until: COT_STOPS, do_sample: false },
    num_fewshot: 0,
    filter_list: [strict('The answer is (\\-?[0-9\\.\\,]+).'), FLEXIBLE],
  },
  {
    ...toCot(from),
    task: `${name}_cot`,
    fewshot_config: { sampler: 'first_n', samples: workedExamples('The answer is ', '.') },
    generation_kwargs: { until: COT_STOPS, do_sample: false },
    filter_list: [strict('The answer is (\\-?[0-9\\.\\,]+).'), FLEXIBLE],
  },
  {
    ...toCot(from),
    task: `${name}_cot_self_consistency`,
    fewshot_config: { sampler: 'first_n', samples: workedExamples('The answer is ', '.') },
    generation_kwargs: { until: ['Q:', '\n\n'], do_sample: true, temperature: 0.2 },
    repeats: 64,
    filter_list: [
      voted('score-first', [], false),
      voted('maj@64', [], true),
      voted('maj@8', [{ function: 'take_first_k', k: 8 }], true),
    ],
    metadata: { version: 2 },
  },
  {
    ...toCot(from),
    task: `${name}_cot_llama`,
    doc_to_text:
      'Given the following problem, reason and give a final answer to the problem.\nProblem: {{question}}\nYour response should end with "The final answer is [answer]" where [answer] is the response to the problem.\n',
    // the one task of the ten that the two data sets define differently
    target_delimiter: name === 'gsm8k' ? '' : ' ',
    fewshot_config: { sampler: 'first_n', samples: workedExamples('The final answer is ', '') },
    generation_kwargs: {
      until: ['<|eot_id|>', '<|start_header_id|>user<|end_header_id|>', ...COT_STOPS],
      do_sample: false,
    },
    filter_list: [
      {
        name: 'strict-match',
        filter: [
          {
            function: 'regex',
            group_select: -1,
            regex_pattern: 'The final answer is ((-?[$0-9.,]{2,})|(-?[0-9]+))',
          },
          { function: 'take_first' },
        ],
      },
      FLEXIBLE,
    ],
    metadata: { version: 4 },
  },
]

export const gsm8kTasks: readonly TaskSource[] = [...forms('gsm8k', original), ...forms('gsm8k_platinum', platinum)]
