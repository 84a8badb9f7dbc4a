/**
 * Few-shot examples per row, drawn as lm-eval's samplers draw (`api/samplers.py`): one generator for the whole task, rows
 * in order, so which examples row 7 gets depends on the draws of the rows before it.
 */
import { canonicalJson } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import { createPythonRandom } from './python-random.ts'
import type { Doc } from './task-definition.ts'

/** lm-eval's `fewshot_random_seed`. */
export const EXAMPLE_SEED = 1234

export interface SamplerOptions {
  kind: 'default' | 'first_n'
  count: number
  seed: number
  /** The evaluated row itself may be in the pool and must not be its own example. */
  leaveOut: boolean
}

/** Gives, row after row, the indices into `pool`. @throws EvaluationError `config_invalid` if the pool is too small */
export function createSampler(pool: readonly Doc[], options: SamplerOptions, path: string): (doc: Doc) => number[] {
  const { kind, count, seed, leaveOut } = options
  if (count === 0) return () => []
  const needed = kind === 'default' && leaveOut ? count + 1 : count
  if (pool.length < needed)
    throw evaluationErrors.configInvalid(
      path,
      `${count} examples per prompt need ${needed} rows to choose from, found ${pool.length}. Lower \`num_fewshot\`, or give more rows.`,
    )
  const keys = leaveOut ? pool.map((doc) => canonicalJson(doc)) : []
  const isSame = (doc: Doc) => {
    const key = leaveOut ? canonicalJson(doc) : ''
    return (index: number) => leaveOut && keys[index] === key
  }
  if (kind === 'first_n') {
    const all = Array.from(pool.keys())
    return (doc) => {
      const same = isSame(doc)
      return all.filter((index) => !same(index)).slice(0, count)
    }
  }
  const random = createPythonRandom(seed)
  return (doc) => {
    const same = isSame(doc)
    const drawn = random.sampleIndices(pool.length, needed).filter((index) => !same(index))
    if (drawn.length >= count) return drawn.slice(0, count)
    const others = Array.from(pool.keys()).filter((index) => !same(index))
    return random.sampleIndices(others.length, count).map((at) => others[at] ?? 0)
  }
}
