/**
 * Draws a token from raw logits, with OpenAI's meaning of the parameters.
 *
 * Used where log-probabilities are asked for at a temperature above 0: the engine's own sampler would report logits that
 * are already divided by the temperature and cut to the sampled set.
 */
export interface SamplerOptions {
  temperature: number
  topP: number
  topK: number
}

/** `uniform` is a number in [0, 1). Order: temperature, top-k, top-p (smallest set whose mass reaches p). */
export function drawToken(logits: ReadonlyMap<number, number>, options: SamplerOptions, uniform: number): number {
  let entries = [...logits].toSorted((a, b) => b[1] - a[1])
  if (options.topK > 0) entries = entries.slice(0, options.topK)
  const max = entries[0]?.[1] ?? 0
  let weights = entries.map(([, logit]) => Math.exp((logit - max) / options.temperature))
  let total = weights.reduce((sum, weight) => sum + weight, 0)
  if (options.topP < 1) {
    let mass = 0
    const count = weights.findIndex((weight) => (mass += weight) >= options.topP * total) + 1
    if (count > 0) weights = weights.slice(0, count)
    total = weights.reduce((sum, weight) => sum + weight, 0)
  }
  let left = uniform * total
  for (const [index, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return entries[index]?.[0] ?? -1
  }
  return entries[weights.length - 1]?.[0] ?? -1
}

/** Seeded uniform numbers in [0, 1): mulberry32 by Tommy Ettinger (public domain). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
