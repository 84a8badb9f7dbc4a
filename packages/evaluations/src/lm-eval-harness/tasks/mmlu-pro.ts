/** MMLU-Pro: up to ten choices, answered by writing; 14 categories of one dataset. */
import type { TaskSource } from '../task-definition.ts'

const CATEGORIES =
  'biology business chemistry computer_science economics engineering health history law math other philosophy physics psychology'

export const mmluProCategories: readonly string[] = CATEGORIES.split(' ')

export const mmluProTasks: readonly TaskSource[] = mmluProCategories.map((category) => ({
  task: `mmlu_pro_${category}`,
  dataset_path: 'TIGER-Lab/MMLU-Pro',
  dataset_name: category,
  test_split: 'test',
  fewshot_split: 'validation',
  fewshot_config: { sampler: 'first_n', doc_to_target: 'worked' },
  output_type: 'generate_until',
  process_docs: 'mmlu_pro',
  description: `The following are multiple choice questions (with answers) about ${category.replaceAll('_', ' ')}. Think step by step and then finish your answer with "the answer is (X)" where X is the correct letter choice.\n`,
  doc_to_text: "Question:\n{{question}}\nOptions:\n{{listed}}Answer: Let's think step by step.",
  doc_to_target: 'answer',
  filter_list: [
    {
      name: 'custom-extract',
      filter: [{ function: 'regex', regex_pattern: 'answer is \\(?([ABCDEFGHIJ])\\)?' }, { function: 'take_first' }],
    },
  ],
  generation_kwargs: { until: ['Question:'], max_gen_toks: 2048, do_sample: false, temperature: 0 },
  num_fewshot: 5,
  metric_list: [
    { metric: 'exact_match', aggregation: 'mean', higher_is_better: true, ignore_case: true, ignore_punctuation: true },
  ],
  metadata: { version: 3.1 },
}))
