/** Names that a document may hold (rule D4): with a longer one the flow could be stored by nobody. */
import { graphErrors } from '../errors.ts'
import { FLOW_LIMITS } from '../limits.ts'

/** @throws GraphError `invalid_command` with the path of the name */
export function assertName(name: string, path: readonly string[]): void {
  if (name.length <= FLOW_LIMITS.nameLength) return
  throw graphErrors.invalidCommand(
    `The name has ${name.length} characters; a name has at most ${FLOW_LIMITS.nameLength}. Shorten it.`,
    path,
  )
}
