/** Prompts that are used where the config has none. Safe for the browser. The form of the reply is added to each. */

export type JudgeMode = 'single' | 'rubric' | 'pairwise' | 'mtbench'

const REFERENCE =
  '{% if sample.reference is defined %}\n\nReference answer, known to be right:\n{{ sample.reference }}{% endif %}'

const FAIR = 'Judge by content. A longer answer is not a better one, and a confident tone is no evidence.'

export const DEFAULT_PROMPTS: Readonly<Record<JudgeMode, string>> = {
  single:
    'You rate an answer to a question. Weigh whether it is correct, whether it does what was asked, and whether it leaves ' +
    `out or invents anything.\n${FAIR}\n\nQuestion:\n{{ sample.question }}${REFERENCE}\n\n` +
    'Answer:\n{{ sample.output_text }}\n\nExplain in two or three sentences first, then rate.',
  rubric:
    `You rate an answer to a question by several criteria, each on its own.\n${FAIR}\n\nCriteria:\n{{ sample.rubric }}\n\n` +
    `Question:\n{{ sample.question }}${REFERENCE}\n\nAnswer:\n{{ sample.output_text }}\n\n` +
    'Go through the criteria one by one, with a sentence of reason for each, then rate.',
  pairwise:
    'You compare two answers, A and B, to one question, and say which is better: more correct, more helpful, closer to what ' +
    `was asked.\n${FAIR} The order in which the answers stand says nothing.\n\nQuestion:\n{{ sample.question }}${REFERENCE}\n\n` +
    'Answer A:\n{{ sample.answer_a }}\n\nAnswer B:\n{{ sample.answer_b }}\n\nExplain in two or three sentences first, then decide.',
  mtbench:
    'You rate the last answer of a conversation between a user and an assistant, from {{ sample.minimum }} (useless) to ' +
    `{{ sample.maximum }} (excellent).\n${FAIR}\n\nUser:\n{{ sample.question_1 }}\n` +
    '{% if sample.reference_1 is defined %}\nReference answer:\n{{ sample.reference_1 }}\n{% endif %}\n' +
    'Assistant:\n{{ sample.answer_1 }}\n' +
    '{% if sample.question_2 is defined %}\nUser:\n{{ sample.question_2 }}\n' +
    '{% if sample.reference_2 is defined %}\nReference answer:\n{{ sample.reference_2 }}\n{% endif %}\n' +
    'Assistant:\n{{ sample.answer_2 }}\n{% endif %}\n' +
    'Explain in two or three sentences first, then rate the answer to the last question.',
}

/** What a judge's prompt may read of `sample`, by mode. */
export const KNOWN_FIELDS: Readonly<Record<JudgeMode, readonly string[]>> = {
  single: ['question', 'output_text', 'response', 'reference', 'rubric', 'minimum', 'maximum', 'reply_form'],
  rubric: ['question', 'output_text', 'response', 'reference', 'rubric', 'minimum', 'maximum', 'reply_form'],
  pairwise: ['question', 'answer_a', 'answer_b', 'reference', 'reply_form'],
  mtbench: [
    'turn',
    'question_1',
    'answer_1',
    'reference_1',
    'question_2',
    'answer_2',
    'reference_2',
    'minimum',
    'maximum',
    'reply_form',
  ],
}

interface Described {
  name: string
  type: 'int' | 'float'
  minimum?: number
  maximum?: number
  description?: string
  levels?: Readonly<Record<string, string>>
}

/** One line per score, with the anchors of its levels below. */
export const describeRubric = (scores: readonly Described[]): string =>
  scores
    .map(({ name, description, levels, ...range }) => {
      const anchors = Object.entries(levels ?? {}).map(([level, meaning]) => `\n    ${level}: ${meaning}`)
      return `- ${name} (${toNumberText(range)})${description === undefined ? '' : `: ${description}`}${anchors.join('')}`
    })
    .join('\n')

/** Tells a judge in which form to reply. Shows no number, so that a judge who repeats it has given no rating. */
export function describeReply(mode: JudgeMode, scores: readonly Described[], asJson: boolean): string {
  if (mode === 'pairwise')
    return asJson
      ? 'Reply with one JSON object and nothing after it: {"reasoning": "...", "winner": "A" or "B" or "tie"}'
      : 'End with your verdict in double brackets: the letter of the better answer, A or B, or C for a tie. The form is "Verdict: [[letter]]".'
  if (asJson) {
    const fields = scores.map((score) => `"${score.name}": <${toNumberText(score)}>`)
    return `Reply with one JSON object and nothing after it: {"reasoning": "...", ${fields.join(', ')}}`
  }
  const [only] = scores
  if (only !== undefined && scores.length === 1)
    return `End with your rating in double brackets, ${toNumberText(only)}. The form is "Rating: [[number]]".`
  const lines = scores.map((score) => `${score.name}: <${toNumberText(score)}>`)
  return `End with one line for each score, exactly in this form:\n${lines.join('\n')}`
}

function toNumberText({ type, minimum, maximum }: Omit<Described, 'name'>): string {
  const kind = type === 'int' ? 'a whole number' : 'a number'
  return minimum === undefined || maximum === undefined ? kind : `${kind} from ${minimum} to ${maximum}`
}
