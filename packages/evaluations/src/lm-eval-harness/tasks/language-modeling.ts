/** How well a text is predicted: the last word of a passage, or a whole article. */
import type { TaskSource } from '../task-definition.ts'

export const languageModelingTasks: readonly TaskSource[] = [
  {
    task: 'lambada_openai',
    dataset_path: 'EleutherAI/lambada_openai',
    dataset_name: 'default',
    test_split: 'test',
    output_type: 'loglikelihood',
    process_docs: 'lambada',
    doc_to_text: 'context',
    doc_to_target: 'target',
    metric_list: [
      { metric: 'perplexity', aggregation: 'perplexity', higher_is_better: false },
      { metric: 'acc', aggregation: 'mean', higher_is_better: true },
    ],
    metadata: { version: 1 },
  },
  {
    task: 'wikitext',
    dataset_path: 'EleutherAI/wikitext_document_level',
    dataset_name: 'wikitext-2-raw-v1',
    training_split: 'train',
    validation_split: 'validation',
    test_split: 'test',
    output_type: 'loglikelihood_rolling',
    process_docs: 'wikitext',
    doc_to_text: '',
    doc_to_target: 'text',
    // words and bytes are those of the page before its tokens were joined
    process_results: 'wikitext',
    metric_list: [{ metric: 'word_perplexity' }, { metric: 'byte_perplexity' }, { metric: 'bits_per_byte' }],
    metadata: { version: 2 },
  },
]
