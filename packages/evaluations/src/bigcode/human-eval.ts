/** HumanEval, as bigcode-evaluation-harness defines it: `tasks/humaneval.py`. Rows `{prompt, test, entry_point}`. */
import { type Benchmark, optionalText, textColumn, toQuestion } from './benchmark.ts'

const STOPS = ['\nclass', '\ndef', '\n#', '\n@', '\nprint', '\nif', '\n```', '<file_sep>']

const humanEval = (id: string, answers: Benchmark['answers'], strip: boolean): Benchmark => ({
  id,
  language: 'python',
  answers,
  columns: ['prompt', 'test', 'entry_point'],
  hub: { repository: 'openai/openai_humaneval', split: 'test' },
  timeoutSeconds: 3,
  toProblem(row) {
    const written = textColumn(row, 'prompt')
    const prompt = strip ? written.trim() : written
    const entry = textColumn(row, 'entry_point')
    const solution = optionalText(row, 'canonical_solution')
    return {
      prompt,
      question: toQuestion('Complete this Python function.', 'python', written),
      entry,
      stops: STOPS,
      preamble: written.slice(0, Math.max(0, written.search(new RegExp(`^def ${entry}\\b`, 'm')))),
      closing: '',
      tests: `${textColumn(row, 'test')}\ncheck(${entry})`,
      setup: '',
      reference: solution === null ? null : written + solution,
    }
  },
})

export const humanEvalTasks: readonly Benchmark[] = [
  // the harness knows it for completions only; a chat model is told apart by a warning
  humanEval('humaneval', ['completion', 'chat'], true),
  humanEval('humaneval-unstripped', ['completion'], false),
  humanEval('humaneval_instruct', ['chat'], true),
]
