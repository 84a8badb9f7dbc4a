/** Places on the canvas: finite, and near enough to the middle that a document with them is taken (rule D4). */
import { FLOW_LIMITS } from './limits.ts'

/** The nearest coordinate that a flow may hold. */
export const toCoordinate = (value: number): number =>
  Math.min(Math.max(value, -FLOW_LIMITS.coordinate), FLOW_LIMITS.coordinate)
