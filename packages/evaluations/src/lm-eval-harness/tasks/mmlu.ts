/** MMLU: 57 subjects in four groups; a group is the mean over all questions of its subjects. */
import type { TaskSource } from '../task-definition.ts'

const words = (text: string) => text.trim().split(/\s+/)

/** Subjects by group. */
export const mmluGroups: Readonly<Record<string, readonly string[]>> = {
  mmlu_stem: words(`abstract_algebra anatomy astronomy college_biology college_chemistry college_computer_science
    college_mathematics college_physics computer_security conceptual_physics electrical_engineering
    elementary_mathematics high_school_biology high_school_chemistry high_school_computer_science
    high_school_mathematics high_school_physics high_school_statistics machine_learning`),
  mmlu_other: words(`business_ethics clinical_knowledge college_medicine global_facts human_aging management marketing
    medical_genetics miscellaneous nutrition professional_accounting professional_medicine virology`),
  mmlu_social_sciences: words(`econometrics high_school_geography high_school_government_and_politics
    high_school_macroeconomics high_school_microeconomics high_school_psychology human_sexuality
    professional_psychology public_relations security_studies sociology us_foreign_policy`),
  mmlu_humanities: words(`formal_logic high_school_european_history high_school_us_history high_school_world_history
    international_law jurisprudence logical_fallacies moral_disputes moral_scenarios philosophy prehistory
    professional_law world_religions`),
}

const subjects = Object.values(mmluGroups).flat()

const shared = (subject: string) =>
  ({
    dataset_path: 'cais/mmlu',
    dataset_name: subject,
    test_split: 'test',
    fewshot_split: 'dev',
    fewshot_config: { sampler: 'first_n' },
    process_docs: 'mmlu',
    description: `The following are multiple choice questions (with answers) about ${subject.replaceAll('_', ' ')}.\n\n`,
    doc_to_text:
      '{{question.strip()}}\nA. {{choices[0]}}\nB. {{choices[1]}}\nC. {{choices[2]}}\nD. {{choices[3]}}\nAnswer:',
  }) satisfies Partial<TaskSource>

/** By log-likelihood of the letters. */
export const mmluTasks: readonly TaskSource[] = subjects.map((subject) => ({
  ...shared(subject),
  task: `mmlu_${subject}`,
  output_type: 'multiple_choice',
  doc_to_choice: ['A', 'B', 'C', 'D'],
  doc_to_target: 'answer',
  metric_list: [{ metric: 'acc', aggregation: 'mean', higher_is_better: true }],
  metadata: { version: 1 },
}))

/** The letter is written: for endpoints without log-probabilities, and no MMLU score of the usual kind. */
export const mmluGenerativeTasks: readonly TaskSource[] = subjects.map((subject) => ({
  ...shared(subject),
  task: `mmlu_${subject}_generative`,
  output_type: 'generate_until',
  doc_to_target: "{{['A', 'B', 'C', 'D'][answer]}}",
  generation_kwargs: { until: ['</s>', '\n'] },
  filter_list: [
    {
      name: 'get_response',
      filter: [
        { function: 'regex', regex_pattern: '^(.*?)(?=\\n|$)' },
        { function: 'remove_whitespace' },
        { function: 'regex', regex_pattern: '^(.*?)\\s*$' },
        { function: 'take_first' },
      ],
    },
  ],
  metric_list: [
    { metric: 'exact_match', aggregation: 'mean', higher_is_better: true, ignore_case: true, ignore_punctuation: true },
  ],
  metadata: { version: 3 },
}))
