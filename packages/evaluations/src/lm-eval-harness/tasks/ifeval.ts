/** IFEval: instructions that a program can verify, such as a number of words or a language. */
import type { TaskSource } from '../task-definition.ts'

const metric = (name: string) => ({ metric: name, aggregation: 'mean', higher_is_better: true })

export const ifevalTasks: readonly TaskSource[] = [
  {
    task: 'ifeval',
    dataset_path: 'google/IFEval',
    // the hub has its rows in a split of that name
    test_split: 'train',
    output_type: 'generate_until',
    num_fewshot: 0,
    doc_to_text: 'prompt',
    doc_to_target: 0,
    process_results: 'ifeval',
    generation_kwargs: { until: [], do_sample: false, temperature: 0, max_gen_toks: 1280 },
    metric_list: [
      metric('prompt_level_strict_acc'),
      metric('inst_level_strict_acc'),
      metric('prompt_level_loose_acc'),
      metric('inst_level_loose_acc'),
    ],
    metadata: { version: 4 },
  },
]
