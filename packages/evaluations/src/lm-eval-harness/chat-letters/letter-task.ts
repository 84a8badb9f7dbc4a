/**
 * Which benchmarks can be asked as a choice of letters, and how the question then reads. What comes of it is another task:
 * a model may rank the texts of four answers one way and the letters before them another way.
 *
 * Asked so: every task whose choices are letters already (MMLU and its subjects, CommonsenseQA, task files of users), and
 * those of `LISTED`, whose choices are put behind letters in the order of the row.
 */
import type { TaskDefinition } from '../task-definition.ts'

const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J']
const INSTRUCTION = 'Answer with the letter of the right choice alone.'

/** Templates of the question and of the list of its choices; rows that put the right one anywhere. */
const LISTED: Readonly<Record<string, { question: string; choices: string }>> = {
  arc_easy: { question: 'Question: {{question}}', choices: 'choices' },
  arc_challenge: { question: 'Question: {{question}}', choices: 'choices' },
  openbookqa: { question: 'Question: {{question}}', choices: 'choices' },
  social_iqa: { question: 'Question: {{context}} {{question}}', choices: '[answerA, answerB, answerC]' },
}

const LIKELIHOOD = 'it measures how likely a text is to the model, which a letter cannot tell'
const GIVEN_AWAY = 'its rows have the right choice always in the same place, so that the letter would give it away'
const WHY_NOT: Readonly<Record<string, string>> = {
  hellaswag: LIKELIHOOD,
  piqa: LIKELIHOOD,
  winogrande: LIKELIHOOD,
  sciq: GIVEN_AWAY,
  truthfulqa_mc1: GIVEN_AWAY,
  truthfulqa_mc2: 'it adds up the probabilities of all true answers',
  boolq: 'its choices are yes and no, and no letters belong to them',
}

/** The task asked for a letter; or, as a text, why it cannot be. */
export function toLetterTask(task: TaskDefinition): TaskDefinition | string {
  const reason = WHY_NOT[task.task]
  if (reason !== undefined) return reason
  if (task.output_type !== 'multiple_choice') return 'it scores texts that are given, and has no choices'
  const shared = {
    ...task,
    description: [task.description.trim(), INSTRUCTION].filter((text) => text !== '').join('\n\n'),
    // the first thing written must be the letter
    gen_prefix: null,
  }
  if (asksLetters(task.doc_to_choice)) return shared
  const listed = LISTED[task.task]
  if (listed === undefined) return 'its choices are texts, and it has no form with letters here'
  const { question, choices } = listed
  return {
    ...shared,
    doc_to_text: `${question}\n{% for choice in ${choices} %}{{ '${LETTERS.join('')}'[loop.index0] }}. {{ choice }}\n{% endfor %}Answer:`,
    doc_to_choice: `{{ ${JSON.stringify(LETTERS)}[:${choices}|length] }}`,
  }
}

/** A, B, C … in this order, the same for every row. */
const asksLetters = (choices: TaskDefinition['doc_to_choice']): boolean =>
  Array.isArray(choices) &&
  choices.length > 1 &&
  choices.length <= LETTERS.length &&
  choices.every((choice, i) => choice.trim() === LETTERS[i])
