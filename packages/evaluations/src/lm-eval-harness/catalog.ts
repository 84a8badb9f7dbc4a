/** Which config types mean this harness, and where names belong that it does not have. Safe for the browser. */

/** What the dialog offers; whole groups first, since their parts are many. */
export const offeredTasks: readonly (readonly [name: string, label: string])[] = [
  ['mmlu', 'MMLU: 57 subjects, four choices'],
  ['gsm8k', 'GSM8K: arithmetic in words, 5 examples'],
  ['gsm8k_cot_zeroshot', 'GSM8K: step by step, without examples'],
  ['winogrande', 'WinoGrande: who is meant'],
  ['hellaswag', 'HellaSwag: how it goes on'],
  ['piqa', 'PIQA: everyday physics'],
  ['arc_easy', 'ARC: school science, easy'],
  ['arc_challenge', 'ARC: school science, hard'],
  ['openbookqa', 'OpenBookQA: science with common sense'],
  ['boolq', 'BoolQ: yes or no, after a passage'],
  ['lambada_openai', 'LAMBADA: the last word of a passage'],
  ['truthfulqa_mc1', 'TruthfulQA: one true answer (mc1)'],
  ['truthfulqa_mc2', 'TruthfulQA: all true answers (mc2)'],
  ['wikitext', 'WikiText-2: perplexity'],
  ['mmlu_pro', 'MMLU-Pro: 14 categories, up to ten choices'],
]

/** Types of the newer generation, where the benchmark is the type, beyond those offered. */
const OTHER_TYPES = new Set(
  'truthfulqa ifeval bbh gpqa gpqa_diamond_cot musr mgsm wikilingua race drop commonsense_qa agieval global_mmlu'.split(
    ' ',
  ),
)

export const isHarnessType = (type: string): boolean =>
  /^lm[_-]eval(?:uation)?[_-]harness$/.test(type) || isTaskType(type) || OTHER_TYPES.has(type)

/** A task or group that can run. */
export const isTaskType = (type: string): boolean =>
  offeredTasks.some(([name]) => name === type) || /^mmlu_(?!pro_str|str|redux|instruct|cot)[a-z_]+$/.test(type)

/** A sentence for a name that is no task here; undefined for a name nobody knows. */
export function whereElse(name: string): string | undefined {
  if (name === 'truthfulqa') return 'TruthfulQA is two tasks here: truthfulqa_mc1 and truthfulqa_mc2. Choose one.'
  if (name.startsWith('adlr_'))
    return 'adlr_* tasks are defined inside a closed container; their exact prompts are not published, so their numbers cannot be had here.'
  if (/^(?:humaneval|mbpp|multiple-)/.test(name)) return 'It runs generated code: choose type bigcode.'
  if (OTHER_TYPES.has(name))
    return 'It is a task of lm-evaluation-harness that this version does not have. Give its task file at `params.task_yaml` if it needs no Python.'
  return undefined
}
