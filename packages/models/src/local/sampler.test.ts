import { describe, expect, it } from 'vitest'
import { createRandom, drawToken } from './sampler.ts'

// probabilities 0.5, 0.3, 0.2 at temperature 1
const logits = new Map([
  [7, Math.log(0.3)],
  [8, Math.log(0.5)],
  [9, Math.log(0.2)],
])
const plain = { temperature: 1, topP: 1, topK: 0 }

describe('drawToken', () => {
  it.each([
    [0.49, 8],
    [0.51, 7],
    [0.79, 7],
    [0.81, 9],
  ])('draws by cumulated probability: %d gives token %d', (uniform, token) => {
    expect(drawToken(logits, plain, uniform)).toBe(token)
  })

  it('keeps the k most likely, or the smallest set that reaches p', () => {
    expect(drawToken(logits, { ...plain, topK: 1 }, 0.99)).toBe(8)
    expect(drawToken(logits, { ...plain, topP: 0.5 }, 0.99)).toBe(8)
    expect(drawToken(logits, { ...plain, topP: 0.6 }, 0.99)).toBe(7)
  })

  it('sharpens with low temperature', () => {
    // 0.5² : 0.3² : 0.2² = 0.658 : 0.237 : 0.105
    expect(drawToken(logits, { ...plain, temperature: 0.5 }, 0.65)).toBe(8)
    expect(drawToken(logits, { ...plain, temperature: 0.5 }, 0.67)).toBe(7)
  })
})

describe('createRandom', () => {
  it('repeats for the same seed and differs for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed))

    expect(draw(3)).toEqual(draw(3))
    expect(draw(3)).not.toEqual(draw(4))
    expect(draw(3).every((value) => value >= 0 && value < 1)).toBe(true)
  })
})
