/** One flow, by the id in the address. */
import '@evalflow/editor/styles.css'
import { DeniedState, EmptyState, ErrorState, isDenied } from '@evalflow/ui'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { FlowSession } from '../flow/flow-session.ts'
import { OpenFlow } from '../flow/open-flow.tsx'
import { useFlowSession } from '../flow/use-session.ts'
import { useT } from '../messages.ts'

const route = getRouteApi('/flows/$flowId')

export function FlowPage() {
  const t = useT()
  const { flowId } = route.useParams()
  const [attempt, setAttempt] = useState(0)
  const load = useFlowSession(flowId, attempt)
  if (load.state === 'ready') return <Opened key={load.session.id} session={load.session} />
  if (load.state === 'loading') return <div className="es-flow" aria-busy />
  if (isDenied(load.error)) return <DeniedState />
  if (isNotFound(load.error)) {
    return (
      <EmptyState
        title={t('notFound')}
        action={
          <Link className="ev-button" to="/flows" search={{ search: '', page: 1 }}>
            {t('flows')}
          </Link>
        }
      >
        {t('notFoundHelp')}
      </EmptyState>
    )
  }
  return <ErrorState error={load.error} title={t('unusableFlow')} onRetry={() => setAttempt(attempt + 1)} />
}

function Opened({ session }: { session: FlowSession }) {
  const { node, tab } = route.useSearch()
  const navigate = useNavigate({ from: '/flows/$flowId' })
  return (
    <OpenFlow
      session={session}
      place={{ node, tab }}
      onPlace={(place) => void navigate({ search: place, replace: true })}
      onOpenFlow={(flowId) => void navigate({ to: '/flows/$flowId', params: { flowId } })}
    />
  )
}

function isNotFound(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 404
}
