/**
 * The language of a text, as langdetect 1.0.9 finds it (after language-detection by Nakatani Shuyo): naive Bayes over
 * runs of characters drawn at random, seven times.
 *
 * lm-eval does not seed the draws, so that a text between two languages may change its verdict from run to run. Here
 * the draws are those of langdetect with seed 0, so that a row keeps its score.
 */
import { type PythonRandom, createPythonRandom } from '../../python-random.ts'
import { languageGrams } from './language-grams.ts'
import { type LanguageProfiles, languageProfiles } from './profiles.ts'

const SEED = 0
const TRIALS = 7
const SMOOTHING = 0.5
const SMOOTHING_WIDTH = 0.05
const BASE = 10_000
const MOST_DRAWS = 1000
const CERTAIN = 0.99999
const LEAST_PROBABILITY = 0.1

/** A code such as `en` or `zh-cn`, or `unknown`; null for a text that says nothing of its language. */
export function detectLanguage(text: string): string | null {
  const profiles = languageProfiles()
  const grams = languageGrams(text, profiles)
  if (grams.length === 0) return null
  const random = createPythonRandom(SEED)
  const total = profiles.languages.map(() => 0)
  for (let trial = 0; trial < TRIALS; trial++)
    for (const [i, value] of runTrial(grams, profiles, random).entries()) total[i] = (total[i] ?? 0) + value / TRIALS
  const best = Math.max(...total)
  return best > LEAST_PROBABILITY ? (profiles.languages[total.indexOf(best)] ?? 'unknown') : 'unknown'
}

function runTrial(grams: readonly string[], profiles: LanguageProfiles, random: PythonRandom): Float64Array {
  const count = profiles.languages.length
  const probabilities = new Float64Array(count).fill(1 / count)
  const weight = (SMOOTHING + random.gauss() * SMOOTHING_WIDTH) / BASE
  for (let draw = 0; ; draw++) {
    const entry = profiles.grams.get(grams[random.below(grams.length)] ?? '')
    const before = probabilities.slice()
    for (let i = 0; i < count; i++) probabilities[i] = (before[i] ?? 0) * weight
    for (const [k, language] of entry?.languages.entries() ?? [])
      probabilities[language] = (before[language] ?? 0) * (weight + (entry?.probabilities[k] ?? 0))
    if (draw % 5 === 0 && (normalizeAll(probabilities) > CERTAIN || draw >= MOST_DRAWS)) return probabilities
  }
}

/** To a sum of 1; gives the largest. */
function normalizeAll(probabilities: Float64Array): number {
  const sum = probabilities.reduce((total, value) => total + value, 0)
  let largest = 0
  for (let i = 0; i < probabilities.length; i++) {
    const value = (probabilities[i] ?? 0) / sum
    probabilities[i] = value
    largest = Math.max(largest, value)
  }
  return largest
}
