/** From a written answer to a program: the `utils.py` beside lm-eval's `humaneval` and `mbpp`. */
import type { CreateStep } from './filter-step.ts'

const FENCE = '```'

const beforeFence = (answer: string): string => {
  const at = answer.indexOf(FENCE)
  return at < 0 ? answer : answer.slice(0, at)
}

export const codeSteps: Readonly<Record<string, CreateStep>> = {
  /** The answer goes on where the prompt ends. */
  humaneval_program: () => (answers, doc) => answers.map((answer) => String(doc['prompt']) + answer),
  /** The prompt opened a fence, which the answer may close. */
  humaneval_program_instruct: () => (answers, doc) =>
    answers.map((answer) => String(doc['prompt']) + beforeFence(answer)),
  mbpp_code_block: () => (answers) => answers.map(firstBlock),
}

const BLOCK = /```(?:[\p{L}\p{N}_]+)?\n?([^]*?)\n?```/u

/** What stands in the first closed fence; the one that the prompt opened counts. Empty if none is closed. */
function firstBlock(answer: string): string {
  const found = BLOCK.exec(FENCE + answer) ?? BLOCK.exec(answer.replaceAll('```python', FENCE))
  return found?.[1] ?? ''
}
