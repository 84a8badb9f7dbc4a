/**
 * What one document may hold. Far above what people draw (the bench uses 10,000 nodes), low enough that a hostile file
 * is refused before it costs memory.
 */
export const FLOW_LIMITS = {
  nodes: 50_000,
  edges: 200_000,
  groups: 10_000,
  /** UTF-16 units of an id, name or description. */
  idLength: 256,
  nameLength: 1_000,
  descriptionLength: 100_000,
  /** CSS pixels from the origin, either way. */
  coordinate: 10_000_000,
  json: { depth: 100, textLength: 8_000_000, totalLength: 64_000_000, values: 5_000_000 },
} as const
