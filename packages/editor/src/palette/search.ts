/** Fuzzy search: every word must be found; titles weigh most, then keywords, then the summary. */
import type { ComponentSpec } from '@evalflow/graph'

export interface Searchable {
  title: string
  keywords: readonly string[]
  summary: string
}

/** Best first; all of them, in their order, without a query. */
export function searchBy<T>(items: readonly T[], query: string, read: (item: T) => Searchable): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...items]
  return items
    .map((item, order) => ({ item, order, score: scoreOf(read(item), words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.order - b.order)
    .map(({ item }) => item)
}

export function searchComponents(specs: readonly ComponentSpec[], query: string): ComponentSpec[] {
  return searchBy(specs, query, (spec) => ({
    title: spec.title,
    keywords: [...spec.keywords, spec.type],
    summary: spec.summary,
  }))
}

function scoreOf({ title, keywords, summary }: Searchable, words: readonly string[]): number {
  let total = 0
  for (const word of words) {
    const best = Math.max(
      scoreText(title, word),
      ...keywords.map((keyword) => scoreText(keyword, word) * 0.8),
      scoreText(summary, word) * 0.5,
      isSubsequence(title, word) ? 10 : 0,
    )
    if (best === 0) return 0
    total += best
  }
  return total
}

function scoreText(text: string, word: string): number {
  const lower = text.toLowerCase()
  const at = lower.indexOf(word)
  if (at < 0) return 0
  if (at === 0) return lower.length === word.length ? 120 : 100
  return /[\s\-_/(]/.test(lower[at - 1] ?? '') ? 80 : 40
}

/** `mt` finds Model Target, `evltr` Evaluator. */
function isSubsequence(text: string, word: string): boolean {
  if (word.length < 2) return false
  let at = 0
  for (const letter of text.toLowerCase()) if (letter === word[at]) at += 1
  return at === word.length
}
