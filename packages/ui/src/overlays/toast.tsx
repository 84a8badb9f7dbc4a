/**
 * Short notes at the edge. What must be read stays on the page; a toast only says that something happened.
 *
 * The library is loaded with the first note: most visits have none before the page stands.
 */
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import type { toast as Toast } from 'sonner'
import { useTheme } from '../theme/theme.ts'

export interface NotifyOptions {
  description?: string
  action?: { label: string; onClick: () => void }
  /** Same id replaces the former toast. */
  id?: string
}

type Note = (toast: typeof Toast) => void

/** Notes from before the toaster stands; null once it does. */
let waiting: Note[] | null = []
let sonner: typeof Toast | null = null
const listeners = new Set<() => void>()

function send(note: Note): void {
  if (sonner !== null && waiting === null) return note(sonner)
  waiting = [...(waiting ?? []), note]
  for (const listener of listeners) listener()
}

export const notify = {
  info: (message: string, options: NotifyOptions = {}) => send((toast) => void toast(message, options)),
  good: (message: string, options: NotifyOptions = {}) => send((toast) => void toast.success(message, options)),
  /** Stays until closed: a failure must not vanish unread. */
  bad: (message: string, options: NotifyOptions = {}) =>
    send((toast) => void toast.error(message, { duration: Infinity, closeButton: true, ...options })),
  dismiss: (id: string) => send((toast) => void toast.dismiss(id)),
}

const Sonner = lazy(async () => {
  const module = await import('sonner')
  sonner = module.toast
  return { default: module.Toaster }
})

/** Mount once, at the root. */
export function Toaster() {
  const wanted = useSyncExternalStore(subscribe, isWanted, isWanted)
  const { theme } = useTheme()
  if (!wanted) return null
  return (
    <Suspense fallback={null}>
      <Sonner theme={theme} position="bottom-right" visibleToasts={4} />
      <SendWaiting />
    </Suspense>
  )
}

/** Stands after the toaster, so its effect runs when the toaster listens. */
function SendWaiting() {
  useEffect(() => {
    const notes = waiting ?? []
    waiting = null
    if (sonner) for (const note of notes) note(sonner)
    return () => void (waiting = [])
  }, [])
  return null
}

const isWanted = (): boolean => sonner !== null || (waiting?.length ?? 0) > 0

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
