/**
 * Names of the NeMo Evaluator launcher that an open task can stand for. What is run is lm-eval's definition; where the
 * launcher's own lies in a closed container, nobody outside can say whether the two are equal, and the job says so.
 */
export interface TaskAlias {
  /** Task or group that runs. */
  task: string
  examples?: number
  /** Shown as a warning of the job; absent where the two are the same. */
  note?: string
}

const closed = (task: string, examples?: number): TaskAlias => ({
  task,
  ...(examples === undefined ? {} : { examples }),
  note: `runs lm-eval’s ${task}${examples === undefined ? '' : ` with ${examples} examples`}; the adlr definition is not published, so its numbers may differ`,
})

const aliases: Readonly<Record<string, TaskAlias>> = {
  mmlu_logits: { task: 'mmlu' },
  adlr_winogrande_5_shot: closed('winogrande', 5),
  adlr_commonsense_qa_7_shot: closed('commonsense_qa', 7),
  adlr_truthfulqa_mc2: closed('truthfulqa_mc2'),
}

/** Undefined for a name that stands for itself. */
export const findAlias = (name: string): TaskAlias | undefined =>
  Object.hasOwn(aliases, name) ? aliases[name] : undefined

export const aliasNames: readonly string[] = Object.keys(aliases)
