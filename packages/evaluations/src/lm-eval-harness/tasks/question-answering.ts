/** Multiple choice on short questions and on sentence endings, scored by log-likelihood. */
import type { TaskSource } from '../task-definition.ts'

const acc = { metric: 'acc', aggregation: 'mean', higher_is_better: true } as const
const accNorm = { metric: 'acc_norm', aggregation: 'mean', higher_is_better: true } as const

const arc: Omit<TaskSource, 'task' | 'dataset_name'> = {
  dataset_path: 'allenai/ai2_arc',
  training_split: 'train',
  validation_split: 'validation',
  test_split: 'test',
  output_type: 'multiple_choice',
  process_docs: 'answer_key',
  doc_to_text: 'Question: {{question}}\nAnswer:',
  doc_to_choice: 'choices',
  doc_to_target: 'gold',
  metric_list: [acc, accNorm],
  metadata: { version: 1 },
}

export const questionAnsweringTasks: readonly TaskSource[] = [
  {
    task: 'winogrande',
    dataset_path: 'allenai/winogrande',
    dataset_name: 'winogrande_xl',
    training_split: 'train',
    validation_split: 'validation',
    output_type: 'multiple_choice',
    process_docs: 'winogrande',
    // several inputs: the contexts are the choices, and what follows them is scored
    doc_to_text: 'gold',
    doc_to_choice: 'contexts',
    doc_to_target: 'continuation',
    metric_list: [acc],
    metadata: { version: 1 },
  },
  {
    task: 'hellaswag',
    dataset_path: 'Rowan/hellaswag',
    training_split: 'train',
    validation_split: 'validation',
    output_type: 'multiple_choice',
    process_docs: 'hellaswag',
    doc_to_text: '{{query}}',
    doc_to_choice: 'choices',
    doc_to_target: '{{label}}',
    metric_list: [acc, accNorm],
    metadata: { version: 1 },
  },
  {
    task: 'piqa',
    dataset_path: 'baber/piqa',
    training_split: 'train',
    validation_split: 'validation',
    output_type: 'multiple_choice',
    doc_to_text: 'Question: {{goal}}\nAnswer:',
    doc_to_choice: '{{[sol1, sol2]}}',
    doc_to_target: 'label',
    metric_list: [acc, accNorm],
    metadata: { version: 1 },
  },
  { ...arc, task: 'arc_easy', dataset_name: 'ARC-Easy' },
  { ...arc, task: 'arc_challenge', dataset_name: 'ARC-Challenge' },
  {
    ...arc,
    task: 'openbookqa',
    dataset_path: 'allenai/openbookqa',
    dataset_name: 'main',
    doc_to_text: 'question',
  },
  {
    task: 'boolq',
    dataset_path: 'aps/super_glue',
    dataset_name: 'boolq',
    training_split: 'train',
    validation_split: 'validation',
    output_type: 'multiple_choice',
    doc_to_text: '{{passage}}\nQuestion: {{question}}?\nAnswer:',
    doc_to_choice: ['no', 'yes'],
    doc_to_target: 'label',
    metric_list: [acc],
    metadata: { version: 2 },
  },
]
