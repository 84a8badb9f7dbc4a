/** What all jobs of a flow have cost, beside its name; nothing before the first job. */
import { formatNumber, Tooltip } from '@evalflow/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Coins } from 'lucide-react'
import { studio } from '../../api/clients.ts'
import { formatSums } from './format-money.ts'
import { useT } from './messages.ts'

/** @param changed asked again when it changes: the state of the flow's run */
export function FlowCost({ flowId, changed }: { flowId: string; changed: string }) {
  const t = useT()
  const { data } = useQuery({
    queryKey: ['costs', 'flow', flowId, changed],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => studio.jobCosts.costs({ by: 'flow', flow: flowId, page_size: 1 }, { signal }),
  })
  const line = data?.data[0]
  if (!line) return null
  const tokens = formatNumber(line.prompt_tokens + line.completion_tokens)
  const money = formatSums(line.money)
  const label = t('flowCost', { money: money ?? t('unknown'), tokens })
  return (
    <Tooltip content={label}>
      <span className="ev-faint ev-num ev-row es-wide-only" role="img" aria-label={label}>
        <Coins aria-hidden style={{ width: 13 }} /> {money ?? t('tokensShort', { count: tokens })}
      </span>
    </Tooltip>
  )
}
