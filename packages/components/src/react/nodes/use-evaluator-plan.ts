/** What a run of this Evaluator would do. One look-up of the chosen config, one of the runtime config's name. */
import { evaluationConfigSchema, type EvaluationConfig } from '@evalflow/contract'
import { useQuery } from '@tanstack/react-query'
import { planEvaluatorRun, runtimeNameOf, type EvaluatorPlan } from '../../evaluator/plan.ts'
import { useStudioPort, type StudioPort } from '../port.ts'

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
  const config = useQuery({
    queryKey: ['configs', 'one', configRef],
    enabled: configRef !== null,
    staleTime: STALE_MS,
    retry: false,
    queryFn: ({ signal }) => findConfig(port, configRef ?? '', signal),
  })
  const runtimeName = config.data && filesUrl !== null ? runtimeNameOf(config.data, filesUrl) : null
  const runtimeRef = runtimeName === null || configRef === null ? null : `${configRef.split('/')[0]}/${runtimeName}`
  const existing = useQuery({
    // asked again when the node's run has changed: a run makes the config
    queryKey: ['configs', 'one', runtimeRef, changed],
    enabled: runtimeRef !== null,
    // the line must not blink while it is asked again; another name starts anew
    placeholderData: (before: EvaluationConfig | null | undefined) =>
      before?.name === runtimeName ? before : undefined,
    staleTime: STALE_MS,
    retry: false,
    queryFn: ({ signal }) => findConfig(port, runtimeRef ?? '', signal),
  })
  if (configRef === null) return { state: 'ready', plan: { action: 'blocked', reason: 'no_config' } }
  const error = config.error ?? existing.error
  if (error) return { state: 'failed', error }
  if (config.data === undefined) return { state: 'loading' }
  return {
    state: 'ready',
    plan: planEvaluatorRun({
      configRef,
      config: config.data,
      filesUrl,
      existing: runtimeRef === null ? null : existing.data,
    }),
  }
}

async function findConfig(port: StudioPort, ref: string, signal: AbortSignal): Promise<EvaluationConfig | null> {
  try {
    return evaluationConfigSchema.parse(await port.getConfig(ref, signal))
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'status' in error && error.status === 404) return null
    throw error
  }
}
