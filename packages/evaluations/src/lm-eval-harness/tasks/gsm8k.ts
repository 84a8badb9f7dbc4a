/** Grade-school arithmetic in words: the model writes, filters find the number. */
import type { TaskSource } from '../task-definition.ts'

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

const shared = {
  dataset_path: 'openai/gsm8k',
  dataset_name: 'main',
  training_split: 'train',
  fewshot_split: 'train',
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
} satisfies Omit<TaskSource, 'task' | 'doc_to_text'>

export const gsm8kTasks: readonly TaskSource[] = [
  {
    ...shared,
    task: 'gsm8k',
    doc_to_text: 'Question: {{question}}\nAnswer:',
    generation_kwargs: { until: ['Question:', '</s>', '<|im_end|>'], do_sample: false, temperature: 0 },
    num_fewshot: 5,
    filter_list: [strict('#### (\\-?[0-9\\.\\,]+)'), FLEXIBLE],
  },
  {
    ...shared,
    task: 'gsm8k_cot_zeroshot',
    doc_to_text: "Q: {{question}}\nA: Let's think step by step.",
    generation_kwargs: { until: ['Q:', '</s>', '<|im_end|>'], do_sample: false },
    num_fewshot: 0,
    filter_list: [strict('The answer is (\\-?[0-9\\.\\,]+).'), FLEXIBLE],
  },
]
