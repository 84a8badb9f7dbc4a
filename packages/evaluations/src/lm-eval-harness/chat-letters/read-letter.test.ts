import { expect, it } from 'vitest'
import { readLetter } from './read-letter.ts'

const ABCD = ['A', 'B', 'C', 'D']

it.each([
  ['A', 'A'],
  [' B.', 'B'],
  ['(C)', 'C'],
  ['**D**', 'D'],
  ['**D.** Paris', 'D'],
  ['A) Paris', 'A'],
  ['B: Rome', 'B'],
  ['C\nbecause of the rain', 'C'],
  ['The answer is D.', 'D'],
  ['The correct answer is (B).', 'B'],
  ['The best choice is **C**', 'C'],
  ['Answer: A', 'A'],
  ['At first I thought the answer is A, but the answer is C', 'C'],
])('reads %j as %s', (answer, letter) => {
  expect(readLetter(answer, ABCD)).toBe(letter)
})

it.each([
  '',
  'A bird is an animal.',
  'Paris',
  'E',
  'The answer is a bird',
  'the answer is E',
  'a',
  'AB',
  'I do not know',
  'A.M. or P.M.',
])('guesses at nothing for %j', (answer) => {
  expect(readLetter(answer, ABCD)).toBeUndefined()
})
