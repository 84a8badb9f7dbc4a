/**
 * BIG-Bench Hard: 27 tasks in four forms, with three worked examples, three plain ones, or none, each with and without
 * thinking step by step. `bbh` is the first of them, as in lm-eval.
 */
import { z } from 'zod'
import type { TaskSource } from '../task-definition.ts'
import packed from './bbh-examples.json' with { type: 'json' }

const schema = z.record(
  z.string(),
  z.object({ description: z.string(), samples: z.array(z.object({ input: z.string(), target: z.string() })) }),
)
const tasks = schema.parse(packed.tasks)

export const bbhNames: readonly string[] = Object.keys(tasks)

type FilterList = NonNullable<TaskSource['filter_list']>

const TAKE_FIRST = { function: 'take_first' }
const STRICT_AFTER_THINKING =
  '((?<=The answer is )(.*)(?=.)|(?<=the answer is )(.*)(?=.)|(?<=The answer: )(.*)(?=.)|(?<=The final answer: )(.*)(?=.))'

/** How the answer is found in what was written, for tasks that are no choice between lettered options. */
const FLEXIBLE: Readonly<Record<string, { function: string } & Record<string, unknown>>> = {
  boolean_expressions: { function: 'regex', regex_pattern: '\\b(True|False)\\b' },
  causal_judgement: { function: 'regex', regex_pattern: '\\b(Yes|No|yes|no)\\b' },
  navigate: { function: 'regex', regex_pattern: '\\b(Yes|No|yes|no)\\b' },
  dyck_languages: { function: 'regex', regex_pattern: '(?<= )([" \\[\\(<{}>\\)\\]]+)|([" \\[\\(<{}>\\)\\]]+)' },
  formal_fallacies: { function: 'regex', regex_pattern: '\\b(valid|invalid)\\b' },
  multistep_arithmetic_two: { function: 'bbh_number', regex_pattern: '([-0-9]+)' },
  object_counting: { function: 'bbh_number', regex_pattern: '([-0-9]+)' },
  sports_understanding: {
    function: 'bbh_map',
    ignore_case: true,
    regex_pattern_to_value: { '\\b(no|not plausible)\\b': 'no', '\\b(yes|plausible)\\b': 'yes' },
  },
  web_of_lies: {
    function: 'bbh_map',
    ignore_case: true,
    regex_pattern_to_value: {
      '\\b(no|does not tell the truth|is not telling the truth)\\b': 'no',
      '\\b(yes|tells the truth|is telling the truth)\\b': 'yes',
    },
  },
  word_sorting: { function: 'bbh_sorted_words' },
}
const CHOICE = {
  function: 'bbh_choice',
  ignore_case: true,
  ignore_punctuation: true,
  regex_pattern: '(\\([A-Z]\\))',
}

const flexible = (name: string, select: number): FilterList[number] => ({
  name: 'flexible-extract',
  filter: [{ ...(FLEXIBLE[name] ?? CHOICE), group_select: select }, TAKE_FIRST],
})

const shared = (name: string, form: string) =>
  ({
    task: `bbh_${form}_${name}`,
    dataset_path: 'SaylorTwift/bbh',
    dataset_name: name,
    test_split: 'test',
    output_type: 'generate_until',
    process_docs: 'bbh',
    description: tasks[name]?.description ?? '',
    doc_to_target: '{{target}}',
  }) satisfies Partial<TaskSource>

const exactMatch = { metric: 'exact_match', aggregation: 'mean', higher_is_better: true } as const
const FEWSHOT_STOPS = ['</s>', 'Q', '\n\n']
const ZEROSHOT = {
  num_fewshot: 0,
  metric_list: [{ ...exactMatch, ignore_case: true, regexes_to_ignore: ['\\.$', ',', '\n', '\\\\', '"'] }],
  generation_kwargs: { until: ['</s>', 'Q:', '<|im_end|>'], do_sample: false, temperature: 0 },
  metadata: { version: 3 },
} satisfies Partial<TaskSource>

const cotFewshot = (name: string): TaskSource => ({
  ...shared(name, 'cot_fewshot'),
  doc_to_text: "Q: {{input}}\nA: Let's think step by step.\n",
  target_delimiter: '',
  num_fewshot: 3,
  fewshot_config: { sampler: 'first_n', samples: tasks[name]?.samples ?? [] },
  metric_list: [exactMatch],
  generation_kwargs: { max_gen_toks: 1024, until: FEWSHOT_STOPS, do_sample: false, temperature: 0 },
  filter_list: [
    {
      name: 'get-answer',
      filter: [{ function: 'regex', regex_pattern: '(?<=the answer is )(.*)(?=.)' }, TAKE_FIRST],
    },
  ],
  metadata: { version: 4 },
})

/** The examples' last words are their answers. */
const toAnswer = (worked: string) => (worked.split('the answer is ').at(-1) ?? '').replace(/\.+$/, '')

const fewshot = (name: string): TaskSource => ({
  ...shared(name, 'fewshot'),
  doc_to_text: 'Q: {{input}}\nA:',
  num_fewshot: 3,
  fewshot_config: {
    sampler: 'first_n',
    samples: (tasks[name]?.samples ?? []).map(({ input, target }) => ({ input, target: toAnswer(target) })),
  },
  metric_list: [exactMatch],
  generation_kwargs: { until: FEWSHOT_STOPS, do_sample: false, temperature: 0 },
  metadata: { version: 2 },
})

const zeroshot = (name: string): TaskSource => ({
  ...shared(name, 'zeroshot'),
  ...ZEROSHOT,
  doc_to_text: 'Q: {{input}}\nA:',
  filter_list: [{ name: 'strict-match', filter: [TAKE_FIRST] }, flexible(name, 0)],
})

const cotZeroshot = (name: string): TaskSource => ({
  ...shared(name, 'cot_zeroshot'),
  ...ZEROSHOT,
  doc_to_text: "Q: {{input}}\nA: Let's think step by step.",
  filter_list: [
    flexible(name, -1),
    { name: 'strict-match', filter: [{ function: 'regex', regex_pattern: STRICT_AFTER_THINKING }, TAKE_FIRST] },
  ],
})

/** Form to the score that its group reports. */
export const bbhForms: Readonly<Record<string, readonly string[]>> = {
  cot_fewshot: ['exact_match__get-answer'],
  fewshot: ['exact_match'],
  zeroshot: ['exact_match__flexible-extract'],
  cot_zeroshot: ['exact_match__flexible-extract'],
}

export const bbhTasks: readonly TaskSource[] = bbhNames.flatMap((name) => [
  cotFewshot(name),
  fewshot(name),
  zeroshot(name),
  cotZeroshot(name),
])
