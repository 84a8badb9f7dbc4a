import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { computations } from './computations.ts'
import { compute, computeAside } from './compute.ts'

const words = (count: number, step: number) =>
  Array.from({ length: count }, (_, i) => `word${(i * step) % 997}`).join(' ')
const answer = words(12_000, 7)
const reference = words(12_000, 11)

describe('compute', () => {
  it('scores short texts at once', () => {
    expect(compute('f1', 'red fox', 'red')).toBeCloseTo(0.667, 3)
  })

  it('scores long texts elsewhere, to the same numbers, while the event loop goes on', async () => {
    let turns = 0
    let scoring = true
    const found = Promise.all([
      compute('rouge', answer, reference),
      compute('bleu', answer, reference, answer),
      compute('em', answer, answer),
      compute('f1', answer, reference),
    ]).finally(() => (scoring = false))
    while (scoring) {
      turns++
      await turn()
    }

    expect(await found).toEqual([
      computations.rouge(answer, reference),
      computations.bleu(answer, reference, answer),
      1,
      computations.f1(answer, reference),
    ])
    expect(turns).toBeGreaterThan(10)
  })

  it('gives up what takes too long, with the reason, and goes on with the next', async () => {
    const request = { name: 'rouge', args: [answer.repeat(20), reference.repeat(20)] } as const

    await expect(computeAside(request, 20)).rejects.toMatchObject({
      code: 'scoring_too_long',
      message: expect.stringContaining('"rouge" was not computed within 0.02 s'),
    })
    expect(await computeAside({ name: 'em', args: ['a', 'a'] }, 10_000)).toBe(1)
  })
})
