/** The session of the flow in the address: opened when it is shown, closed when it is left. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { openFlowSession, type FlowSession, type SessionState } from './flow-session.ts'

export type SessionLoad =
  | { state: 'loading' }
  | { state: 'ready'; session: FlowSession }
  | { state: 'failed'; error: unknown }

const LOADING: SessionLoad = { state: 'loading' }

export function useFlowSession(flowId: string, attempt: number): SessionLoad {
  const [loaded, setLoaded] = useState<{ key: string; load: SessionLoad }>({ key: '', load: LOADING })
  const key = `${flowId}/${attempt}`
  useEffect(() => {
    let session: FlowSession | null = null
    let left = false
    openFlowSession(flowId).then(
      (opened) => {
        if (left) return opened.close()
        session = opened
        setLoaded({ key, load: { state: 'ready', session: opened } })
      },
      (error: unknown) => !left && setLoaded({ key, load: { state: 'failed', error } }),
    )
    return () => {
      left = true
      session?.close()
    }
  }, [flowId, key])
  return loaded.key === key ? loaded.load : LOADING
}

export function useSessionState(session: FlowSession): SessionState {
  return useSyncExternalStore(session.subscribe, session.getState)
}
