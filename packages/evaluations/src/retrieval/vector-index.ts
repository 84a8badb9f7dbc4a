/** All documents' unit vectors in one array, searched without approximation: a benchmark measures the encoder, not an index. */

export interface VectorIndex {
  readonly documents: number
  /** The `k` documents of highest cosine; equal ones by the order of trec_eval (falling id). Gives up the thread every few ms. */
  search(vector: readonly number[], k: number): Promise<[id: string, score: number][]>
}

/** Products between two turns of the event loop: some milliseconds. */
const PRODUCTS_PER_TURN = 2_000_000

/** `ids[i]` has the vector at `vectors[i]`; null has none (an empty document) and is never found. */
export function createVectorIndex(ids: readonly string[], vectors: readonly (Float32Array | null)[]): VectorIndex {
  const dimensions = vectors.find((vector) => vector !== null)?.length ?? 0
  const present: number[] = []
  for (const [i, vector] of vectors.entries())
    if (vector !== null && vector.some((value) => value !== 0)) present.push(i)
  const matrix = new Float32Array(present.length * dimensions)
  for (const [row, i] of present.entries()) {
    const vector = vectors[i] ?? new Float32Array(dimensions)
    const norm = Math.hypot(...vector)
    for (let d = 0; d < dimensions; d++) matrix[row * dimensions + d] = (vector[d] ?? 0) / norm
  }
  return {
    documents: present.length,
    async search(vector, k) {
      if (vector.length !== dimensions)
        throw new Error(`The query's vector has ${vector.length} dimensions, those of the documents ${dimensions}.`)
      const norm = Math.hypot(...vector)
      if (norm === 0) return []
      const query = Float64Array.from(vector, (value) => value / norm)
      const scores = new Float64Array(present.length)
      const perTurn = Math.max(1, Math.floor(PRODUCTS_PER_TURN / Math.max(1, dimensions)))
      for (let row = 0; row < present.length; row++) {
        let dot = 0
        for (let d = 0; d < dimensions; d++) dot += (query[d] ?? 0) * (matrix[row * dimensions + d] ?? 0)
        scores[row] = dot
        if ((row + 1) % perTurn === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      const idOf = (row: number) => ids[present[row] ?? -1] ?? ''
      const order = Array.from(scores.keys()).sort(
        (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || (idOf(a) < idOf(b) ? 1 : -1),
      )
      return order.slice(0, k).map((row) => [idOf(row), scores[row] ?? 0])
    },
  }
}
