import { describe, expect, it } from 'vitest'
import { alignTo } from './guides.ts'

const rect = (x: number, y: number, width = 100, height = 50) => ({ x, y, width, height })

describe('alignTo', () => {
  it('draws a left edge onto a left edge within reach, with a line over both', () => {
    const { dx, dy, guides } = alignTo(rect(4, 200), [rect(0, 0)], 6)

    expect([dx, dy]).toEqual([-4, 0])
    expect(guides).toEqual([{ axis: 'x', at: 0, from: 0, to: 250 }])
  })

  it('aligns middles of nodes of different height', () => {
    const { dy, guides } = alignTo(rect(300, 27, 100, 50), [rect(0, 0, 100, 100)], 6)

    expect(dy).toBe(-2)
    expect(guides).toEqual([{ axis: 'y', at: 50, from: 0, to: 400 }])
  })

  it('takes the nearest of several, and both axes at once', () => {
    const { dx, dy } = alignTo(rect(205, 103), [rect(0, 100), rect(203, 400)], 6)

    expect([dx, dy]).toEqual([-2, -3])
  })

  it('leaves alone what is out of reach', () => {
    expect(alignTo(rect(40, 300), [rect(0, 0)], 6)).toEqual({ dx: 0, dy: 0, guides: [] })
    expect(alignTo(rect(1, 1), [], 6)).toEqual({ dx: 0, dy: 0, guides: [] })
  })
})
