/** Short notes at the edge. What must be read stays on the page; a toast only says that something happened. */
import { toast, Toaster as Sonner } from 'sonner'
import { useTheme } from '../theme/theme.ts'

export interface NotifyOptions {
  description?: string
  action?: { label: string; onClick: () => void }
  /** Same id replaces the former toast. */
  id?: string
}

export const notify = {
  info: (message: string, options: NotifyOptions = {}) => void toast(message, options),
  good: (message: string, options: NotifyOptions = {}) => void toast.success(message, options),
  /** Stays until closed: a failure must not vanish unread. */
  bad: (message: string, options: NotifyOptions = {}) =>
    void toast.error(message, { duration: Infinity, closeButton: true, ...options }),
  dismiss: (id: string) => void toast.dismiss(id),
}

/** Mount once, at the root. */
export function Toaster() {
  const { theme } = useTheme()
  return <Sonner theme={theme} position="bottom-right" visibleToasts={4} />
}
