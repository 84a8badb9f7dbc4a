/**
 * Names of the NeMo Evaluator launcher that an open task can stand for. What is run is lm-eval's definition; where the
 * launcher's own lies in a closed container, nobody outside can say whether the two are equal: the job warns, and its result
 * says `nearest open definition`, so that no number passes for the closed task's.
 */
export interface TaskAlias {
  /** Task or group that runs. */
  task: string
  examples?: number
  /** Split that examples come from, where the open task names none. */
  examplesFrom?: string
  /** The launcher's own definition is not published. */
  closed?: true
}

const aliases: Readonly<Record<string, TaskAlias>> = {
  mmlu_logits: { task: 'mmlu', examples: 5 },
  bbh_instruct: { task: 'bbh_zeroshot' },
  gsm8k_cot_zeroshot_llama: { task: 'gsm8k_cot_llama', examples: 0 },
  mmlu_pro_instruct: { task: 'mmlu_pro', examples: 0 },
  adlr_mmlu: { task: 'mmlu_generative', examples: 5, closed: true },
  adlr_mmlu_pro_5_shot_base: { task: 'mmlu_pro', examples: 5, closed: true },
  adlr_winogrande_5_shot: { task: 'winogrande', examples: 5, closed: true },
  adlr_arc_challenge_llama_25_shot: {
    task: 'arc_challenge_llama',
    examples: 25,
    examplesFrom: 'train',
    closed: true,
  },
  adlr_commonsense_qa_7_shot: { task: 'commonsense_qa', examples: 7, closed: true },
  adlr_truthfulqa_mc2: { task: 'truthfulqa_mc2', closed: true },
  adlr_gsm8k_cot_8_shot: { task: 'gsm8k_cot', examples: 8, closed: true },
  adlr_humaneval_greedy: { task: 'humaneval', closed: true },
}

/** Undefined for a name that stands for itself. */
export const findAlias = (name: string): TaskAlias | undefined =>
  Object.hasOwn(aliases, name) ? aliases[name] : undefined

export const aliasNames: readonly string[] = Object.keys(aliases)

/** What is run for `name`, and why its numbers may differ; a whole sentence. Undefined for one that is defined openly. */
export function toAliasNote(name: string): string | undefined {
  const alias = findAlias(name)
  if (alias?.closed !== true) return undefined
  const examples = alias.examples === undefined ? '' : ` with ${alias.examples} examples`
  return `"${name}" runs lm-eval’s ${alias.task}${examples}; the adlr definition is not published, so its numbers may differ.`
}
