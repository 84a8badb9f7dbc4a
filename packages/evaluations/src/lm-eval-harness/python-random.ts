/**
 * Python's `random.Random(seed).sample`, draw by draw: lm-eval picks few-shot examples with it, so the same examples
 * need the same draws. Mersenne Twister MT19937 (Matsumoto, Nishimura 1998), seeded as CPython's `random_seed` does,
 * sampled as `Lib/random.py` of Python 3.11 to 3.14 does.
 */
const SIZE = 624
const PERIOD = 397

export interface PythonRandom {
  /** `k` different indices below `n`, in the order drawn. @throws RangeError if `k` is larger than `n` */
  sampleIndices(n: number, k: number): number[]
  /** A whole number below `n`, as `randrange(n)` and `choice` draw it. */
  below(n: number): number
  /** `randint(low, high)`, both ends included; below 2^53 apart. */
  between(low: number, high: number): number
  /** `uniform(low, high)`. */
  uniform(low: number, high: number): number
  /** `gauss(0, 1)`. */
  gauss(): number
}

/** `seed`: a whole number from 0 to 2^32 - 1. */
export function createPythonRandom(seed: number): PythonRandom {
  const nextWord = createTwister(seed)
  const below = (n: number): number => {
    if (n >= 2 ** 32) return belowLarge(n, nextWord)
    const bits = 32 - Math.clz32(n)
    for (;;) {
      const value = nextWord() >>> (32 - bits)
      if (value < n) return value
    }
  }
  /** 53 bits of two words, as `random.random()`. */
  const fraction = () => ((nextWord() >>> 5) * 2 ** 26 + (nextWord() >>> 6)) / 2 ** 53
  let spare: number | undefined
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    uniform: (low, high) => low + (high - low) * fraction(),
    gauss() {
      // two come at once, and the second is kept
      const kept = spare
      spare = undefined
      if (kept !== undefined) return kept
      const angle = fraction() * 2 * Math.PI
      const radius = Math.sqrt(-2 * Math.log(1 - fraction()))
      spare = Math.sin(angle) * radius
      return Math.cos(angle) * radius
    },
    sampleIndices(n, k) {
      if (k > n) throw new RangeError(`${k} of ${n} cannot be drawn`)
      return n <= poolLimit(k) ? sampleFromPool(n, k, below) : sampleBySet(n, k, below)
    },
  }
}

/** Two words make one number, the first the lower half. */
function belowLarge(n: number, nextWord: () => number): number {
  const highBits = 32 - Math.clz32(Math.floor(n / 2 ** 32))
  for (;;) {
    const low = nextWord()
    const value = (nextWord() >>> (32 - highBits)) * 2 ** 32 + low
    if (value < n) return value
  }
}

/** Up to this population Python copies it; above it remembers what was drawn. The two draw differently. */
const poolLimit = (k: number) => 21 + (k > 5 ? 4 ** Math.ceil(Math.log(k * 3) / Math.log(4)) : 0)

function sampleFromPool(n: number, k: number, below: (n: number) => number): number[] {
  const pool = Array.from({ length: n }, (_, i) => i)
  return Array.from({ length: k }, (_, i) => {
    const at = below(n - i)
    const drawn = pool[at] ?? 0
    pool[at] = pool[n - i - 1] ?? 0
    return drawn
  })
}

function sampleBySet(n: number, k: number, below: (n: number) => number): number[] {
  const drawn = new Set<number>()
  while (drawn.size < k) drawn.add(below(n))
  return [...drawn]
}

/** Words of 32 bits. */
function createTwister(seed: number): () => number {
  const state = initByArray([seed >>> 0])
  let index = SIZE
  return () => {
    if (index >= SIZE) {
      twist(state)
      index = 0
    }
    let word = state[index++] ?? 0
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    return (word ^ (word >>> 18)) >>> 0
  }
}

function twist(state: Uint32Array): void {
  const at = (i: number) => state[i % SIZE] ?? 0
  for (let i = 0; i < SIZE; i++) {
    const mixed = (at(i) & 0x80000000) | (at(i + 1) & 0x7fffffff)
    state[i] = at(i + PERIOD) ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0)
  }
}

function initByArray(key: readonly number[]): Uint32Array {
  const state = new Uint32Array(SIZE)
  state[0] = 19650218
  const before = (i: number) => {
    const word = state[i - 1] ?? 0
    return word ^ (word >>> 30)
  }
  for (let i = 1; i < SIZE; i++) state[i] = Math.imul(1812433253, before(i)) + i
  let i = 1
  const step = () => {
    if (++i < SIZE) return
    state[0] = state[SIZE - 1] ?? 0
    i = 1
  }
  for (let k = 0; k < Math.max(SIZE, key.length); k++) {
    const j = k % key.length
    state[i] = ((state[i] ?? 0) ^ Math.imul(before(i), 1664525)) + (key[j] ?? 0) + j
    step()
  }
  for (let k = 1; k < SIZE; k++) {
    state[i] = ((state[i] ?? 0) ^ Math.imul(before(i), 1566083941)) - i
    step()
  }
  state[0] = 0x80000000
  return state
}
