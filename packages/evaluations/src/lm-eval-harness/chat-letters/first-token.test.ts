import { expect, it } from 'vitest'
import { readFirstToken, scoreLetters } from './first-token.ts'

const ABCD = ['A', 'B', 'C', 'D']
const token = (text: string, probability: number) => ({ token: text, logprob: Math.log(probability) })

it('adds up the tokens of a letter, with and without a space, and tells what is left over', () => {
  const tokens = [token(' A', 0.25), token('A', 0.125), token('ĠB', 0.0625), token('▁C', 0.03125), token('The', 0.5)]

  const { logLikelihoods, mass, missing } = scoreLetters(tokens, ABCD)

  expect(logLikelihoods.map(Math.exp)).toEqual([0.375, 0.0625, 0.03125, 0].map((mass) => expect.closeTo(mass, 12)))
  expect(logLikelihoods[3]).toBe(-Infinity)
  expect(mass).toBeCloseTo(0.46875, 12)
  expect(missing).toBe(1)
})

it.each(['a', 'AB', 'A.', '(A', 'Answer'])('takes %j for no letter', (text) => {
  expect(scoreLetters([token(text, 1)], ABCD).missing).toBe(4)
})

it('does not go over 1 where a server rounds', () => {
  expect(scoreLetters([token('A', 0.7), token('B', 0.30001)], ABCD).mass).toBe(1)
})

const reply = (content: unknown) => ({ choices: [{ message: { content: 'A' }, logprobs: { content } }] })

it('reads the first token with the others, and itself where a server leaves it out of them', () => {
  const [a, b] = [token('A', 0.5), token('B', 0.25)]

  expect(
    readFirstToken(
      reply([
        { ...a, top_logprobs: [a, b] },
        { ...b, top_logprobs: [b] },
      ]),
    ),
  ).toEqual([a, b])
  expect(readFirstToken(reply([{ ...a, top_logprobs: [b] }]))).toEqual([a, b])
})

it.each([
  ['no log-probabilities', { choices: [{ message: { content: 'A' }, logprobs: null }] }],
  ['no token', reply([])],
  ['no others', reply([{ ...token('A', 0.5), top_logprobs: [] }])],
  ['another form', reply([{ token: 'A' }])],
  ['no choice', { choices: [] }],
])('gives nothing for a reply with %s', (_name, body) => {
  expect(readFirstToken(body)).toBeUndefined()
})
