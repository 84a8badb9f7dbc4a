/**
 * Random choices that are the same on every machine: PCG-XSH-RR 64/32 (`createPcg32` of `metrics`) with the node's seed,
 * and Fisher–Yates from the end. Each step has a stream of its own, so that one step switched on moves no other.
 */
import { createPcg32 } from '@evalflow/metrics'

const STREAMS = { shuffle: 1, sample: 2, split: 3 } as const

/** 0 to n - 1 in drawn order. */
export function permutation(n: number, random: () => number): number[] {
  const order = Array.from({ length: n }, (_, index) => index)
  for (let last = n - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const kept = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = kept
  }
  return order
}

/** @param seed whole number, 0 or more */
export function randomOf(seed: number, stream: keyof typeof STREAMS): () => number {
  return createPcg32(seed * 4 + STREAMS[stream])
}

/** `size` of `n` indices, in ascending order. */
export function drawSample(n: number, size: number, random: () => number): number[] {
  return permutation(n, random)
    .slice(0, size)
    .toSorted((a, b) => a - b)
}
