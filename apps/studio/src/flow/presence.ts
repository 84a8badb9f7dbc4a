/** Who else looks at this flow. Presence is a courtesy: nothing depends on it, and a failure to tell it is not shown. */
import type { EditorStore } from '@evalflow/editor'
import { studio } from '../api/clients.ts'

export interface Presence {
  client_id: string
  label: string
  selected: readonly string[]
}

/** Names of tabs, told apart by a word each; the same tab has the same word in every other. */
const NAMES = ['Amber', 'Birch', 'Cedar', 'Delta', 'Ember', 'Fjord', 'Grove', 'Heron', 'Iris', 'Jade', 'Kite', 'Lark']
const PAUSE_MS = 300
/** As many as the server takes. */
const SELECTED_LIMIT = 1000

export function followPresence(options: {
  flowId: string
  clientId: string
  store: EditorStore
  signal: AbortSignal
}): { label: string; others: (clients: readonly Presence[]) => Presence[] } {
  const { flowId, clientId, store, signal } = options
  const label = nameOf(clientId)
  let timer: ReturnType<typeof setTimeout> | undefined
  let alone = true
  const tell = () => {
    const selected = [...store.getState().selection.nodes].slice(0, SELECTED_LIMIT)
    void studio.flows
      .announce(flowId, { client_id: clientId, label, selected }, { signal, maxRetries: 0 })
      .catch(() => {})
  }
  const unsubscribe = store.subscribe((state, before) => {
    // an editor that nobody else looks at sends nothing
    if (alone || state.selection.nodes === before.selection.nodes) return
    clearTimeout(timer)
    timer = setTimeout(tell, PAUSE_MS)
  })
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    unsubscribe()
  })
  return {
    label,
    others: (clients) => {
      const others = clients.filter((client) => client.client_id !== clientId)
      const wasAlone = alone
      alone = others.length === 0
      if (wasAlone && !alone && store.getState().selection.nodes.size > 0) tell()
      return others
    },
  }
}

function nameOf(clientId: string): string {
  let sum = 0
  for (const character of clientId) sum = (sum * 31 + character.charCodeAt(0)) % 65_521
  return NAMES[sum % NAMES.length] ?? clientId
}
