/**
 * Finds earlier texts that may be alike, by MinHash sketches in bands (locality-sensitive hashing).
 *
 * Sketch: one permutation hashing with optimal densification (Li, Owen, Zhang 2012; Shrivastava 2017): one hash a shingle, the
 * least of each bin; an empty bin borrows from another that is drawn by its number alone. Two sketches agree in a bin with a
 * chance equal to the Jaccard of their texts. Two texts meet where a whole band agrees: at a Jaccard of 0.8 that fails with
 * (1 - 0.8^6)^24, below 1 in 1,000.
 *
 * Tables are flat, since 100,000 rows in 24 maps of objects take seconds of garbage collection.
 */
import { mix } from './shingles.ts'

const BANDS = 24
const BAND_ROWS = 6
export const BINS = BANDS * BAND_ROWS
/** Entries looked at in one slot; more are only found by their other bands. */
const CHAIN = 8
const NONE = -1

export interface Candidate {
  /** In order of `add`. */
  at: number
  /** Share of equal bins, an estimate of the Jaccard. */
  alike: number
}

/** @param capacity how many texts may be added */
export function createMinHashIndex(capacity: number, seed: number) {
  const slots = 2 ** Math.max(4, Math.ceil(Math.log2(capacity + 1)) + 1)
  const heads = new Int32Array(BANDS * slots).fill(NONE)
  const next = new Int32Array(BANDS * capacity).fill(NONE)
  const keys = new Uint32Array(BANDS * capacity)
  const sketches = new Uint32Array(BINS * capacity)
  const seenIn = new Int32Array(capacity).fill(NONE)
  let size = 0
  let lookUps = 0

  function shareOfBins(sketch: Uint32Array, at: number): number {
    let equal = 0
    const offset = at * BINS
    for (let bin = 0; bin < BINS; bin += 1) if (sketch[bin] === sketches[offset + bin]) equal += 1
    return equal / BINS
  }

  return {
    toSketch: (hashes: Uint32Array): Uint32Array => toSketch(hashes, seed),

    add(sketch: Uint32Array): void {
      sketches.set(sketch, size * BINS)
      for (let band = 0; band < BANDS; band += 1) {
        const key = toKey(sketch, band)
        const slot = band * slots + (key % slots)
        keys[band * capacity + size] = key
        next[band * capacity + size] = heads[slot] ?? NONE
        heads[slot] = size
      }
      size += 1
    },

    /** Those that share a band and at least `least` of the bins, likeliest first, earliest of equals first. */
    find(sketch: Uint32Array, least: number): { candidates: Candidate[]; looked: number } {
      const candidates: Candidate[] = []
      lookUps += 1
      let looked = 0
      for (let band = 0; band < BANDS; band += 1) {
        const key = toKey(sketch, band)
        let at = heads[band * slots + (key % slots)] ?? NONE
        for (let step = 0; at !== NONE && step < CHAIN; step += 1) {
          if (keys[band * capacity + at] === key && seenIn[at] !== lookUps) {
            seenIn[at] = lookUps
            looked += 1
            const alike = shareOfBins(sketch, at)
            if (alike >= least) candidates.push({ at, alike })
          }
          at = next[band * capacity + at] ?? NONE
        }
      }
      return { candidates: candidates.toSorted((a, b) => b.alike - a.alike || a.at - b.at), looked }
    },
  }
}

/** The bin comes of a second mix, so that bin and value are independent. */
function toSketch(hashes: Uint32Array, seed: number): Uint32Array {
  const salt = mix(seed + 1)
  const sketch = new Uint32Array(BINS)
  const isFilled = new Uint8Array(BINS)
  for (const hash of hashes) {
    const value = mix(hash ^ salt)
    const bin = mix(value ^ 0x9e3779b9) % BINS
    if (isFilled[bin] === 1 && value >= (sketch[bin] ?? 0)) continue
    sketch[bin] = value
    isFilled[bin] = 1
  }
  const dense = sketch.slice()
  for (let bin = 0; bin < BINS; bin += 1) {
    if (isFilled[bin] === 1) continue
    let step = 1
    let from = mix(bin * 0x10001 + step) % BINS
    while (isFilled[from] === 0) {
      step += 1
      from = mix(bin * 0x10001 + step) % BINS
    }
    dense[bin] = sketch[from] ?? 0
  }
  return dense
}

function toKey(sketch: Uint32Array, band: number): number {
  let key = band + 1
  for (let row = 0; row < BAND_ROWS; row += 1) key = mix(Math.imul(key, 31) ^ (sketch[band * BAND_ROWS + row] ?? 0))
  return key
}
