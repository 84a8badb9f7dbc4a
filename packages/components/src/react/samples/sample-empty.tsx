/** No samples: none yet, or none that match. */
import { Button, EmptyState } from '@evalflow/ui'
import { useT } from '../messages.ts'

export function SampleEmpty({ filtered, live, onClear }: { filtered: boolean; live: boolean; onClear: () => void }) {
  const t = useT()
  if (filtered) {
    return (
      <EmptyState title={t('nothingMatches')} action={<Button onClick={onClear}>{t('clearFilters')}</Button>}>
        {t('noSampleMatches')}
      </EmptyState>
    )
  }
  return (
    <EmptyState title={live ? t('noSamplesYet') : t('noSamples')}>
      {live ? t('samplesComing') : t('noSamplesHelp')}
    </EmptyState>
  )
}
