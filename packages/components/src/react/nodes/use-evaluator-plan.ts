/** What a run of this Evaluator would do. One request, which the server answers with the rules of the run itself. */
import type { ConfigPlan } from '@evalflow/contract'
import { useQuery } from '@tanstack/react-query'
import type { EvaluatorPlan } from '../../evaluator/plan.ts'
import { useStudioPort } from '../port.ts'

const STALE_MS = 10_000

export type PlanState =
  | { state: 'ready'; plan: EvaluatorPlan }
  | { state: 'loading' }
  | { state: 'failed'; error: unknown }

export function useEvaluatorPlan({
  configRef,
  filesUrl,
  changed,
}: {
  configRef: string | null
  filesUrl: string | null
  changed: string
}): PlanState {
  const port = useStudioPort()
  const { data, error } = useQuery({
    // asked again when the node's run has changed: a run makes the config
    queryKey: ['configs', 'plan', configRef, filesUrl, changed],
    enabled: configRef !== null,
    // the line must not blink while it is asked again; another config or dataset starts anew
    placeholderData: (before: ConfigPlan | undefined, query) =>
      query?.queryKey[2] === configRef && query.queryKey[3] === filesUrl ? before : undefined,
    staleTime: STALE_MS,
    retry: false,
    queryFn: ({ signal }) =>
      port.planConfig({ config: configRef ?? '', ...(filesUrl === null ? {} : { files_url: filesUrl }) }, signal),
  })
  if (configRef === null) return { state: 'ready', plan: { action: 'blocked', reason: 'no_config' } }
  if (error) return { state: 'failed', error }
  if (data === undefined) return { state: 'loading' }
  return { state: 'ready', plan: toPlan(data) }
}

function toPlan(answer: ConfigPlan): EvaluatorPlan {
  const configName = answer.name ?? ''
  switch (answer.outcome) {
    case 'dataset_missing':
      return { action: 'blocked', reason: 'no_dataset' }
    case 'config_missing':
      return { action: 'blocked', reason: 'config_gone' }
    case 'as_is':
      return { action: 'as_is', configName, filesUrl: answer.files_url, datasetIgnored: answer.dataset_ignored }
    case 'copy':
    case 'reuse':
      return { action: answer.outcome, configName, madeAt: answer.made_at }
    case 'create':
      return { action: 'create', configName, nameTaken: answer.name_taken }
  }
}
