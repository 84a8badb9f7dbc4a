/**
 * An interpolated Witten-Bell n-gram model over small integers.
 *
 * For a context h of n-1 symbols, with c(h) its count, T(h) the number of different symbols seen after it, h' = h without
 * its first symbol:
 *
 *   p(w | h) = (c(h w) + T(h) p(w | h')) / (c(h) + T(h))      p(w | h') = p(w | h)' s shorter context; below the empty
 *   context stands the uniform distribution 1 / V. A context never seen gives p(w | h') unchanged.
 *
 * So every symbol has a probability above 0, and the V probabilities of a context add up to 1.
 * Source: Witten and Bell 1991; interpolated form as in Chen and Goodman 1998, section 2.6.
 */
export interface NgramModel {
  /** Probabilities of all V symbols after `context` (its last `order - 1` symbols count). */
  distribution(context: readonly number[]): Float64Array
}

interface Follow {
  total: number
  counts: Map<number, number>
}

export function trainWittenBell(
  documents: readonly (readonly number[])[],
  { order, symbols }: { order: number; symbols: number },
): NgramModel {
  const follows = new Map<string, Follow>()
  for (const document of documents) {
    for (let at = 0; at < document.length; at++) {
      for (let length = 0; length < order && length <= at; length++) {
        countOne(follows, toKey(document, at - length, at), document[at] ?? 0)
      }
    }
  }
  return {
    distribution(context) {
      const probabilities = new Float64Array(symbols).fill(1 / symbols)
      for (let length = 0; length < order && length <= context.length; length++) {
        const follow = follows.get(toKey(context, context.length - length, context.length))
        if (!follow) break
        const types = follow.counts.size
        const scale = types / (follow.total + types)
        for (let symbol = 0; symbol < symbols; symbol++) probabilities[symbol] = (probabilities[symbol] ?? 0) * scale
        for (const [symbol, count] of follow.counts) {
          probabilities[symbol] = (probabilities[symbol] ?? 0) + count / (follow.total + types)
        }
      }
      return probabilities
    },
  }
}

function countOne(follows: Map<string, Follow>, key: string, symbol: number): void {
  const follow = follows.get(key) ?? { total: 0, counts: new Map<number, number>() }
  follow.total += 1
  follow.counts.set(symbol, (follow.counts.get(symbol) ?? 0) + 1)
  follows.set(key, follow)
}

function toKey(symbols: readonly number[], start: number, end: number): string {
  let key = ''
  for (let at = start; at < end; at++) key += String.fromCharCode(symbols[at] ?? 0)
  return key
}
