/** A page that could not be shown: denied is told apart from failed. */
import { DeniedState, ErrorState, isDenied } from '@evalflow/ui'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'

export function PageFailed({ error }: ErrorComponentProps) {
  const router = useRouter()
  return isDenied(error) ? <DeniedState /> : <ErrorState error={error} onRetry={() => void router.invalidate()} />
}
