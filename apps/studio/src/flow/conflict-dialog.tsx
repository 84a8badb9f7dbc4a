/** Both changed the same thing: shows both values of each, and asks whose to keep. */
import type { JsonValue } from '@evalflow/graph'
import { Button, Dialog, notify } from '@evalflow/ui'
import { useT } from '../messages.ts'
import type { Conflict } from './autosave.ts'
import type { FlowSession } from './flow-session.ts'
import { valueAt } from './json-patches.ts'

export function ConflictDialog({ session, conflict }: { session: FlowSession; conflict: Conflict }) {
  const t = useT()
  const resolve = (choice: 'mine' | 'theirs') =>
    session.autosave
      .resolve(choice)
      .catch((error: unknown) => notify.bad(error instanceof Error ? error.message : String(error)))
  return (
    <Dialog
      open
      size="wide"
      onOpenChange={() => {}}
      title={t('conflictTitle')}
      description={t('conflictText')}
      actions={
        <>
          <Button onClick={() => void resolve('theirs')}>{t('takeTheirs')}</Button>
          <Button variant="primary" onClick={() => void resolve('mine')}>
            {t('keepMine')}
          </Button>
        </>
      }
    >
      <div className="es-conflicts">
        {conflict.paths.map((path) => (
          <div key={path.join('/')} className="es-conflict">
            <code>{path.join(' › ')}</code>
            <div>
              <div className="ev-faint">{t('mine')}</div>
              <pre>{show(conflict.mine, path)}</pre>
            </div>
            <div>
              <div className="ev-faint">{t('theirs')}</div>
              <pre>{show(conflict.theirs.flow, path)}</pre>
            </div>
          </div>
        ))}
      </div>
    </Dialog>
  )
}

function show(flow: Conflict['mine'], path: readonly string[]): string {
  const value = valueAt(flow as unknown as JsonValue, path)
  if (value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
