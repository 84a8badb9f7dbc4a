import { expect, it } from 'vitest'
import { compilePrompts } from '../prompt.ts'
import type { Doc } from '../task-definition.ts'
import { findTask, taskNames } from '../tasks/registry.ts'
import { toLetterTask } from './letter-task.ts'

function letterTask(name: string) {
  const task = findTask(name)
  if (task === undefined) throw new Error(`no task ${name}`)
  return toLetterTask(task)
}

function ask(name: string, doc: Doc) {
  const task = letterTask(name)
  if (typeof task === 'string') throw new Error(task)
  const prompts = compilePrompts(task, 'task')
  return {
    messages: prompts.toMessages(doc, []),
    letters: prompts.choices?.read(doc),
    target: prompts.target.read(doc),
  }
}

it('asks MMLU’s own prompt, with what is to be answered', () => {
  const doc = { question: 'Which? ', choices: ['w', 'x', 'y', 'z'], answer: 2 }

  expect(ask('mmlu_anatomy', doc)).toEqual({
    messages: [
      {
        role: 'system',
        content:
          'The following are multiple choice questions (with answers) about anatomy.\n\nAnswer with the letter of the right choice alone.',
      },
      { role: 'user', content: 'Which?\nA. w\nB. x\nC. y\nD. z\nAnswer:' },
    ],
    letters: ['A', 'B', 'C', 'D'],
    target: 2,
  })
})

it('puts letters before the choices of a row, as many as it has', () => {
  const doc = { question: 'Which?', choices: ['x', 'y', 'z'], gold: 1, answerKey: 'B', letter: 'B' }

  const { messages, letters, target } = ask('arc_challenge', doc)

  expect(messages.at(-1)?.content).toBe('Question: Which?\nA. x\nB. y\nC. z\nAnswer:')
  expect([letters, target]).toEqual([['A', 'B', 'C'], 1])
})

it('asks three choices of Social IQa', () => {
  const doc = { context: 'Ann left.', question: 'Why?', answerA: 'x', answerB: 'y', answerC: 'z', label: '3' }

  const { messages, letters, target } = ask('social_iqa', doc)

  expect(messages.at(-1)?.content).toBe('Question: Ann left. Why?\nA. x\nB. y\nC. z\nAnswer:')
  expect([letters, target]).toEqual([['A', 'B', 'C'], 2])
})

it('has letters for these tasks alone, and a reason for every other', () => {
  const asked = taskNames.filter((name) => typeof letterTask(name) !== 'string')

  expect(asked.filter((name) => !name.startsWith('mmlu_'))).toEqual([
    'arc_easy',
    'arc_challenge',
    'openbookqa',
    'commonsense_qa',
    'social_iqa',
  ])
  expect(asked.filter((name) => name.startsWith('mmlu_'))).toHaveLength(57)
})

it.each([
  ['hellaswag', 'how likely a text is'],
  ['piqa', 'how likely a text is'],
  ['winogrande', 'how likely a text is'],
  ['sciq', 'always in the same place'],
  ['truthfulqa_mc1', 'always in the same place'],
  ['truthfulqa_mc2', 'all true answers'],
  ['boolq', 'yes and no'],
  ['lambada_openai', 'no choices'],
  ['wikitext', 'no choices'],
])('says why %s has none', (name, reason) => {
  expect(letterTask(name)).toContain(reason)
})
