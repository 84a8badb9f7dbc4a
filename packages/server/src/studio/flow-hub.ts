/** Who looks at which flow, and the changes they must hear of. In memory: a reader that reconnects loads the flow again. */
import type { FlowChange } from './flow-store.ts'
import type { ServerEvent } from './server-events.ts'
import { createChannel } from './server-events.ts'

export interface Presence {
  client_id: string
  label: string
  selected: string[]
}

export type FlowHub = ReturnType<typeof createFlowHub>

export function createFlowHub() {
  const readers = new Map<string, Set<(event: ServerEvent) => void>>()
  const present = new Map<string, Map<string, Presence>>()

  function send(flowId: string, event: ServerEvent): void {
    for (const push of readers.get(flowId) ?? []) push(event)
  }

  function sendPresence(flowId: string): void {
    send(flowId, { event: 'presence', data: { clients: [...(present.get(flowId)?.values() ?? [])] } })
  }

  function changed({ flowId, revision, patches, clientId }: FlowChange): void {
    send(flowId, { event: 'changed', id: String(revision), data: { revision, patches, client_id: clientId } })
  }

  function announce(flowId: string, presence: Presence): void {
    const clients = present.get(flowId) ?? new Map<string, Presence>()
    present.set(flowId, clients.set(presence.client_id, presence))
    sendPresence(flowId)
  }

  async function* follow(
    flowId: string,
    client: Presence | undefined,
    signal: AbortSignal,
    /** The stored revision, told first: a reader that was away learns at once that it missed something. */
    revision?: number,
  ): AsyncGenerator<ServerEvent> {
    const channel = createChannel<ServerEvent>(signal)
    const set = readers.get(flowId) ?? new Set()
    readers.set(flowId, set.add(channel.push))
    try {
      if (revision !== undefined)
        channel.push({ event: 'changed', id: String(revision), data: { revision, patches: null, client_id: null } })
      if (client) announce(flowId, client)
      yield* channel.items
    } finally {
      set.delete(channel.push)
      if (set.size === 0) readers.delete(flowId)
      if (client) {
        present.get(flowId)?.delete(client.client_id)
        sendPresence(flowId)
      }
    }
  }

  return { changed, announce, follow }
}
