/** The picture of a list that is on its way. */
import { useT } from '../i18n/messages.ts'
import { Skeleton } from '../states/skeleton.tsx'

export function PickerLoading() {
  const t = useT()
  return (
    <div className="ev-picker-state" role="status" aria-label={t('loading')}>
      <Skeleton width="80%" height={12} />
      <Skeleton width="55%" height={12} />
      <Skeleton width="70%" height={12} />
    </div>
  )
}
