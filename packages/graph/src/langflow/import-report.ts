/** What became of the parts of a Langflow file, for people. */

export interface ImportReport {
  format: 'langflow'
  /** NeMo components that became ours. */
  mapped: { node: string; from: string; to: string }[]
  /** Components that are not installed here: drawn, kept, not run. */
  placeholders: { node: string; type: string }[]
  /** Parts that cannot be drawn but go along, e.g. a wire to a node that is not there. */
  kept: { what: string; reason: string }[]
  /** Fields whose literal secret was left out and has to be given anew. */
  secrets: { node: string; field: string }[]
  /** Names of all flows in the file; one of them is drawn, the others go along. */
  flows: string[]
  /** For people, one sentence each. */
  messages: string[]
}

/** One sentence for each kind of loss. */
export function toMessages({ flows, placeholders, kept, secrets }: ImportReport): string[] {
  const messages: string[] = []
  if (flows.length > 1)
    messages.push(`The file holds ${flows.length} flows; one is drawn, the others go along on export.`)
  if (placeholders.length > 0)
    messages.push(
      `Not installed here, so drawn but not run: ${[...new Set(placeholders.map(({ type }) => type))].join(', ')}.`,
    )
  for (const { what, reason } of kept.slice(0, 20)) messages.push(`Kept but not drawn: ${what}, since ${reason}.`)
  if (secrets.length > 0)
    messages.push(`Secrets were left out and have to be given anew: ${secrets.map(({ field }) => field).join(', ')}.`)
  return messages
}
