import { Button, DeniedState, EmptyState, ErrorState, Skeleton } from '@evalflow/ui'
import { Database } from 'lucide-react'
import { LONG } from '../held.tsx'

export default { title: 'UI/States' }

export const Empty = () => (
  <EmptyState
    icon={<Database aria-hidden />}
    title="No datasets yet"
    action={<Button variant="primary">Open a flow</Button>}
  >
    Drop a Dataset Creator into a flow, paste rows and run it.
  </EmptyState>
)
export const Loading = () => (
  <div className="ev-stack story-wide" role="status" aria-label="Loading">
    <Skeleton width="60%" />
    <Skeleton />
    <Skeleton width={120} height={30} />
  </div>
)
export const Failed = () => (
  <>
    <ErrorState
      error={new Error('The server answered 503: it is starting. Try again in a few seconds.')}
      onRetry={() => {}}
    />
    <ErrorState error={new Error(LONG)} compact />
  </>
)
export const Denied = () => (
  <>
    <DeniedState />
    <DeniedState compact>This token may read, not delete.</DeniedState>
  </>
)
