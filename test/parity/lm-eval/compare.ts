/** Our side of the comparison, and the comparison itself. */
import { type Endpoint, type SampleRecord, openJournal } from '@evalflow/engine'
import { type EvaluationOutcome, planEvaluation, runEvaluation } from '@evalflow/evaluations'
import type { ComparedTask } from './tasks.ts'

/** Two runs of one engine differ by what runs beside them; far below what changes a choice. */
const TOLERANCE = 1e-4

/** One line of `lm_eval_run.py`. */
export interface TheirRun {
  key: string
  rows: { prompts: unknown[]; resps: unknown }[]
  scores: Record<string, unknown>
}

export interface OurRun {
  outcome: EvaluationOutcome
  rows: SampleRecord[]
}

export interface AskedModel {
  /** Without `/v1`. */
  url: string
  model: string
}

export async function evaluateOurs(task: ComparedTask, model: AskedModel): Promise<OurRun> {
  const datasets: Record<string, readonly object[]> = {
    rows: task.rows,
    examples: task.samePool ? task.rows : (task.examples?.rows ?? []),
  }
  const endpoint: Endpoint = { id: model.model, url: `${model.url}/v1`, modelId: model.model, format: 'openai' }
  const plan = await planEvaluation({
    config: {
      type: 'lm_eval_harness',
      params: {
        parallelism: 2,
        ...(task.maxTokens === undefined ? {} : { max_tokens: task.maxTokens }),
        extra: {
          ...(task.fewshot === undefined ? {} : { num_fewshot: task.fewshot }),
          ...(task.maxLength === undefined ? {} : { max_length: task.maxLength }),
          ...(task.chat === undefined ? {} : { apply_chat_template: task.chat }),
          ...(task.answers === undefined ? {} : { apply_chat_template: false }),
          ...(task.prefix === undefined ? {} : { prefix_token: await findPrefix(model.url) }),
        },
      },
      tasks: {
        [task.name]: {
          type: task.name,
          dataset: { files_url: 'rows' },
          params: { fewshot_dataset: { files_url: 'examples' } },
        },
      },
    },
    target: { type: 'model', model: model.model },
    services: {
      async openDataset(ref) {
        const rows = datasets[typeof ref === 'string' ? ref : ref.files_url] ?? []
        return {
          count: rows.length,
          hash: '',
          async *rows() {
            for (const row of rows) yield { ...row }
          },
        }
      },
      resolveModel: async () => endpoint,
    },
  })
  const journal = openJournal(':memory:')
  try {
    const outcome = await runEvaluation(plan, { journal })
    return { outcome, rows: [...journal.samples(task.name)] }
  } finally {
    journal.close()
  }
}

/** As lm-eval's remote tokenizer: the start token, else the end token. */
async function findPrefix(url: string): Promise<string> {
  const reply = await fetch(`${url}/tokenizer_info`)
  const { bos_token: start, eos_token: end } = (await reply.json()) as { bos_token: string | null; eos_token: string }
  return start ?? end
}

export interface Report {
  line: string
  problems: string[]
}

export function compareRun(task: ComparedTask, ours: OurRun, theirs: TheirRun): Report {
  const problems: string[] = []
  let equalPrompts = 0
  let worst = 0
  if (ours.rows.length !== theirs.rows.length)
    problems.push(`rows: ours ${ours.rows.length}, lm-eval ${theirs.rows.length}`)
  for (const [i, row] of ours.rows.entries()) {
    const other = theirs.rows[i]
    if (other === undefined) continue
    if (row.error !== null) problems.push(`row ${i} failed: ${row.error}`)
    const prompts = samePrompts(task.prefix ? row.reference : row.prompt, other.prompts)
    if (prompts === null) equalPrompts++
    else problems.push(`row ${i}: ${prompts}`)
    const gap =
      task.maxTokens === undefined && !task.written
        ? likelihoodGap(row.answer, other.resps)
        : answerGap(row.answer, other.resps)
    worst = Math.max(worst, gap)
    if (gap > TOLERANCE)
      problems.push(
        `row ${i}: ours ${JSON.stringify(row.answer).slice(0, 200)}, lm-eval ${JSON.stringify(other.resps).slice(0, 200)}`,
      )
  }
  const scores = compareScores(task, ours.outcome, theirs.scores, problems)
  const label = `${task.name}${task.maxLength === undefined ? '' : ` <${task.maxLength}`}${task.fewshot === undefined ? '' : ` ${task.fewshot}-shot`}${task.chat ? ' chat' : ''}`
  const head = `${label.padEnd(22)}${String(ours.rows.length).padStart(5)}${`${equalPrompts}/${theirs.rows.length}`.padStart(9)}${worst.toExponential(1).padStart(11)}`
  return { line: `${head}  ${scores.join('; ')}${problems.length > 0 ? '  DIFFERS' : ''}`, problems }
}

/** Null if equal. */
function samePrompts(ours: unknown, theirs: readonly unknown[]): string | null {
  const unique = [...new Set(theirs.map((prompt) => (typeof prompt === 'string' ? prompt : JSON.stringify(prompt))))]
  if (Array.isArray(ours) && typeof ours[0] === 'object') return sameMessages(ours, unique)
  const own = Array.isArray(ours) ? ours.map(String) : [String(ours)]
  const at = own.findIndex((prompt, i) => prompt !== unique[i])
  if (at < 0 && own.length === unique.length) return null
  const [a = '', b = ''] = [own[at] ?? '', unique[at] ?? '']
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  return `prompts differ at ${from}: ours ${JSON.stringify(a.slice(from, from + 60))}, lm-eval ${JSON.stringify(b.slice(from, from + 60))}`
}

/** lm-eval's messages stand in its log as JSON, or as Python prints them. */
function sameMessages(ours: readonly unknown[], theirs: readonly string[]): string | null {
  const text = theirs.join('')
  const missing = ours.find((message) => {
    const { content } = message as { content: string }
    const quoted = JSON.stringify(content).slice(1, -1)
    return ![quoted, JSON.stringify(quoted).slice(1, -1), content].some((form) => text.includes(form))
  })
  return missing === undefined ? null : `message not in lm-eval's prompt: ${JSON.stringify(missing).slice(0, 120)}`
}

function likelihoodGap(answer: unknown, resps: unknown): number {
  const { log_likelihoods: own, greedy } = answer as { log_likelihoods: number[]; greedy: boolean[] }
  // of a whole text there is only the number
  const pairs = (resps as unknown[][]).map(([one]) => (Array.isArray(one) ? (one as unknown[]) : [one, greedy[0]]))
  if (pairs.length !== own.length) return Infinity
  return Math.max(
    ...own.map((value, i) => {
      const [other, isGreedy] = pairs[i] ?? []
      if (String(isGreedy).toLowerCase() !== String(greedy[i])) return Infinity
      return Math.abs(value - Number(other))
    }),
  )
}

const answerGap = (answer: unknown, resps: unknown): number =>
  JSON.stringify([[answer].flat()]) === JSON.stringify(resps) ? 0 : Infinity

/** lm-eval names a score `metric,filter`. */
function compareScores(
  task: ComparedTask,
  outcome: EvaluationOutcome,
  theirs: Readonly<Record<string, unknown>>,
  problems: string[],
): string[] {
  const metrics = outcome.tasks[task.name]?.metrics ?? {}
  return Object.entries(theirs).flatMap(([name, value]) => {
    const [metric = '', filter = ''] = name.split(',')
    if (filter === '' || metric.endsWith('_stderr')) return []
    const own = filter === 'none' ? metric : `${metric}__${filter}`
    const score = metrics[own]?.scores[own]
    const gap = Math.abs((score?.value ?? Number.NaN) - Number(value))
    // perplexity multiplies a difference of its logarithm
    if (!(gap <= TOLERANCE * Math.max(1, Math.abs(Number(value)))))
      problems.push(`${own}: ours ${score?.value}, lm-eval ${value}`)
    const stderr = theirs[`${metric}_stderr,${filter}`]
    const ownStderr = score?.stats?.stderr
    if (typeof stderr === 'number' && typeof ownStderr === 'number' && Math.abs(stderr - ownStderr) > TOLERANCE)
      problems.push(`${own} stderr: ours ${ownStderr}, lm-eval ${stderr}`)
    return [`${own} ${score?.value?.toPrecision(6)} = ${Number(value).toPrecision(6)}`]
  })
}
