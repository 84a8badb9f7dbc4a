/**
 * HumanEval and MBPP as lm-eval asks them. Their prompts differ from those of the BigCode harness, and so do their numbers;
 * programs run in the same sandbox.
 */
import type { TaskSource } from '../task-definition.ts'

const humaneval = {
  dataset_path: 'openai/openai_humaneval',
  test_split: 'test',
  output_type: 'generate_until',
  num_fewshot: 0,
  process_results: 'code',
  doc_to_target: '{{test}}\ncheck({{entry_point}})',
  generation_kwargs: {
    until: ['\nclass', '\ndef', '\n#', '\nif', '\nprint'],
    max_gen_toks: 1024,
    do_sample: false,
  },
  metric_list: [{ metric: 'pass@1', aggregation: 'mean', higher_is_better: true }],
} satisfies Partial<TaskSource>

const TESTS = '{{test_list[0]}}\n{{test_list[1]}}\n{{test_list[2]}}'

/** Tasks 2 to 4 of MBPP, which stand before each question. */
const MBPP_EXAMPLES = [
  {
    text: 'Write a function to find the similar elements from the given two tuple lists.',
    code: 'def similar_elements(test_tup1, test_tup2):\r\n  res = tuple(set(test_tup1) & set(test_tup2))\r\n  return (res) ',
    test_list: [
      'assert similar_elements((3, 4, 5, 6),(5, 7, 4, 10)) == (4, 5)',
      'assert similar_elements((1, 2, 3, 4),(5, 4, 3, 7)) == (3, 4)',
      'assert similar_elements((11, 12, 14, 13),(17, 15, 14, 13)) == (13, 14)',
    ],
  },
  {
    text: 'Write a python function to identify non-prime numbers.',
    code: 'import math\r\ndef is_not_prime(n):\r\n    result = False\r\n    for i in range(2,int(math.sqrt(n)) + 1):\r\n        if n % i == 0:\r\n            result = True\r\n    return result',
    test_list: [
      'assert is_not_prime(2) == False',
      'assert is_not_prime(10) == True',
      'assert is_not_prime(35) == True',
    ],
  },
  {
    text: 'Write a function to find the largest integers from a given list of numbers using heap queue algorithm.',
    code: 'import heapq as hq\r\ndef heap_queue_largest(nums,n):\r\n  largest_nums = hq.nlargest(n, nums)\r\n  return largest_nums',
    test_list: [
      'assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],3)==[85, 75, 65] ',
      'assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],2)==[85, 75] ',
      'assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],5)==[85, 75, 65, 58, 35]',
    ],
  },
]

const mbpp = {
  dataset_path: 'google-research-datasets/mbpp',
  dataset_name: 'full',
  test_split: 'test',
  output_type: 'generate_until',
  process_results: 'code',
  doc_to_target: TESTS,
  target_delimiter: '',
  num_fewshot: 3,
  metric_list: [{ metric: 'pass_at_1', aggregation: 'mean', higher_is_better: true }],
  metadata: { version: 1 },
} satisfies Partial<TaskSource>

export const codeTasks: readonly TaskSource[] = [
  {
    ...humaneval,
    task: 'humaneval',
    doc_to_text: '{{prompt}}',
    filter_list: [{ name: 'create_test', filter: [{ function: 'humaneval_program' }] }],
    metadata: { version: 1 },
  },
  {
    ...humaneval,
    task: 'humaneval_instruct',
    doc_to_text:
      'Write a solution to the following problem and make sure that it passes the tests:\n```python\n{{ prompt }}\n```\n',
    gen_prefix: 'Here is the completed function:\n```python\n{{ prompt }}\n',
    filter_list: [{ name: 'create_test', filter: [{ function: 'humaneval_program_instruct' }] }],
    metadata: { version: 4 },
  },
  {
    ...mbpp,
    task: 'mbpp',
    doc_to_text: `You are an expert Python programmer, and here is your task: {{text}} Your code should pass these tests:\n\n${TESTS}\n[BEGIN]\n`,
    fewshot_config: { sampler: 'first_n', samples: MBPP_EXAMPLES, doc_to_target: '{{code}}\n[DONE]' },
    generation_kwargs: { until: ['[DONE]'], do_sample: false },
  },
  {
    ...mbpp,
    task: 'mbpp_instruct',
    doc_to_text: `You are an expert Python programmer, and here is your task:\n{{text}}\nYour code should pass these tests:\n${TESTS}`,
    gen_prefix: '\n```python\n',
    fewshot_config: { sampler: 'first_n', samples: MBPP_EXAMPLES, doc_to_target: '{{code}}\n```' },
    filter_list: [{ name: 'extract_code', filter: [{ function: 'mbpp_code_block' }] }],
    generation_kwargs: { max_gen_toks: 256, until: [], do_sample: false },
  },
]
