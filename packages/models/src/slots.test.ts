import { describe, expect, it } from 'vitest'
import { createSlots } from './slots.ts'

const patient = new AbortController().signal

describe('createSlots', () => {
  it('hands a slot on in order of asking', async () => {
    const slots = createSlots(['only'])
    const order: number[] = []
    const held = await slots.acquire(patient)
    const waiting = [1, 2].map((name) => slots.acquire(patient).then((item) => (order.push(name), slots.release(item))))

    slots.release(held)
    await Promise.all(waiting)

    expect(order).toEqual([1, 2])
  })

  it('lets one give up without losing the slot', async () => {
    const slots = createSlots(['only'])
    const held = await slots.acquire(patient)
    const controller = new AbortController()
    const impatient = slots.acquire(controller.signal)
    const next = slots.acquire(patient)

    controller.abort(new Error('left'))
    slots.release(held)

    await expect(impatient).rejects.toThrow('left')
    expect(await next).toBe('only')
    await expect(slots.acquire(controller.signal)).rejects.toThrow('left')
  })
})
