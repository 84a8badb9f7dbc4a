/**
 * The task catalogue of NVIDIA's NeMo Evaluator launcher, name by name: what runs for it here, or which harness it belongs to
 * and why it is not here.
 */
import { isBfclType } from '../bfcl/categories.ts'
import { findBenchmark, whyNot } from '../bigcode/benchmarks.ts'
import { findAlias, toAliasNote } from './aliases.ts'
import { type LauncherName, launcherNames } from './launcher-names.ts'
import { findGroup, findTask } from './tasks/registry.ts'

export interface CatalogEntry extends LauncherName {
  /** What runs for it; null if nothing does. */
  runs: { type: 'lm_eval_harness' | 'bigcode_evaluation_harness' | 'bfcl'; task: string; examples?: number } | null
  /** How it differs, or why it is not here; empty where it is the same. A whole sentence. */
  note: string
}

const LM_EVAL = 'lm-evaluation-harness'
const BIGCODE = 'bigcode-evaluation-harness'

/** Names under which the launcher means another task than lm-eval. */
const DIFFERS: Readonly<Record<string, string>> = {
  mmlu: 'The launcher’s "mmlu" is mmlu_str, where the model writes; lm-eval’s mmlu runs, by log-likelihood. Choose mmlu_generative for written answers.',
  bbh: 'The launcher’s "bbh" is leaderboard_bbh, by log-likelihood; lm-eval’s bbh runs, with written answers.',
}

/** Why a task of lm-eval is not here, by the start of its name; the first that fits. */
const MISSING: readonly (readonly [start: string, why: string])[] = [
  ['adlr_math_500', 'its grader compares formulas with a computer algebra system, and its definition is not published'],
  [
    'adlr_minerva_math',
    'its grader compares formulas with a computer algebra system, and its definition is not published',
  ],
  ['adlr_humaneval_sampled', 'how many samples it draws is not published; adlr_humaneval_greedy runs'],
  ['adlr_mbpp_sanitized', 'lm-eval defines no task over the sanitized rows; mbpp runs'],
  ['adlr_', 'its definition is not published, and no open task that is here is near it'],
  ['mmlu_instruct', 'it is mmlu_str with an instruction of the launcher’s own build; mmlu_generative runs'],
  ['mmlu_cot_0_shot_chat', 'it is a task of the launcher’s own build of lm-eval; mmlu_generative runs'],
  ['gsm8k_cot_instruct', 'it is a task of the launcher’s own build of lm-eval; gsm8k_cot_zeroshot runs'],
  ['m_mmlu_id_str', 'it is a task of the launcher’s own build of lm-eval'],
  ['mbpp_plus', 'its tests need NumPy, which programs in the sandbox do not have'],
  ['global_mmlu', 'its 42 languages are not among the tasks here'],
  ['mmlu_prox', 'its languages are not among the tasks here'],
  ['mgsm', 'its languages are not among the tasks here'],
]

/** What Evalflow has in place of a whole harness. */
const INSTEAD: Readonly<Record<string, string>> = {
  mtbench: 'MT-bench’s two turns can be judged here with type llm_as_a_judge.',
  mteb: 'Retrieval over data in the BEIR layout is evaluated here with type retriever.',
  simple_evals: 'It has prompts and graders of its own; lm-eval’s task of a like name is another benchmark.',
}

const BFCL_NOTE =
  'It runs over the rows you give, scored as BFCL v4 does; the launcher’s rows may be of another version.'

/** A name may stand in several harnesses; `harness` chooses, else the first counts. Undefined for an unknown name. */
export function resolveLauncherName(name: string, harness?: string): CatalogEntry | undefined {
  const found = launcherNames.find((entry) => entry.name === name && (harness ?? entry.harness) === entry.harness)
  return found === undefined ? undefined : toEntry(found)
}

/** All 421 entries, in the launcher's order by harness. */
export const launcherCatalog = (): CatalogEntry[] => launcherNames.map(toEntry)

function toEntry(found: LauncherName): CatalogEntry {
  if (found.harness === LM_EVAL) return toLmEval(found)
  if (found.harness === BIGCODE) return toBigcode(found)
  if (found.harness === 'bfcl' && isBfclType(found.name))
    return { ...found, runs: { type: 'bfcl', task: found.name }, note: BFCL_NOTE }
  const instead = INSTEAD[found.harness]
  const belongs = `It belongs to the harness "${found.harness}", which is not part of Evalflow.`
  return { ...found, runs: null, note: `${belongs} ${instead ?? 'Run it with the NeMo Evaluator launcher.'}` }
}

function toLmEval(found: LauncherName): CatalogEntry {
  const alias = findAlias(found.name)
  const task = alias?.task ?? found.name
  if (findTask(task) === undefined && findGroup(task) === undefined)
    return { ...found, runs: null, note: whyMissing(found) }
  const examples = alias?.examples === undefined ? {} : { examples: alias.examples }
  return {
    ...found,
    runs: { type: 'lm_eval_harness', task, ...examples },
    note: toAliasNote(found.name) ?? DIFFERS[found.name] ?? '',
  }
}

function whyMissing({ name }: LauncherName): string {
  const why = MISSING.find(([start]) => name.startsWith(start))?.[1]
  return why === undefined
    ? 'It is a task of lm-evaluation-harness that this version does not have. Give its task file at `params.task_yaml` if it needs no Python.'
    : `It belongs to lm-evaluation-harness and is not here: ${why}.`
}

function toBigcode(found: LauncherName): CatalogEntry {
  const benchmark = findBenchmark(found.name)
  if (benchmark !== undefined)
    return { ...found, runs: { type: 'bigcode_evaluation_harness', task: benchmark.id }, note: '' }
  return { ...found, runs: null, note: `It belongs to ${BIGCODE} and is not here: ${whyNot(found.name) ?? ''}` }
}
