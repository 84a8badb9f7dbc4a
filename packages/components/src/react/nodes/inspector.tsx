/** All fields of a node, in the drawer; its form is loaded when a drawer is first opened. */
import type { NodeBodyProps } from '@evalflow/editor'
import { Skeleton } from '@evalflow/ui'
import { lazy, Suspense } from 'react'

const InspectorForm = lazy(async () => ({ default: (await import('./inspector-form.tsx')).InspectorForm }))

export function Inspector(props: NodeBodyProps) {
  return (
    <Suspense fallback={<Skeleton height={120} />}>
      <InspectorForm {...props} />
    </Suspense>
  )
}
