/** Configs and targets as things a job or a forecast refers to. */
import { evaluationConfigCreateSchema, evaluationTargetCreateSchema } from '@evalflow/contract'
import type { PlatformDeps } from '../deps.ts'
import { completeConfig, completeTarget } from './complete.ts'
import type { JobKinds } from './job-routes.ts'
import { resolveReference } from './resolve-reference.ts'

export function createKinds(deps: PlatformDeps): JobKinds {
  return {
    config: {
      kind: 'config',
      label: 'Evaluation config',
      idPrefix: 'eval-config',
      payloadKeys: ['tasks', 'params', 'groups'],
      createSchema: evaluationConfigCreateSchema,
      complete: (input) => completeConfig(deps, input),
    },
    target: {
      kind: 'target',
      label: 'Evaluation target',
      idPrefix: 'eval-target',
      payloadKeys: ['model', 'cached_outputs', 'retriever', 'rag', 'rows', 'dataset'],
      createSchema: evaluationTargetCreateSchema,
      complete: (input) => completeTarget(deps, input),
    },
  }
}

/** What a reference means, or an inline one as it would stand in a job, with its secrets open. @throws as `resolveReference` */
export async function resolvePart(
  deps: PlatformDeps,
  part: keyof JobKinds,
  sent: unknown,
  namespace: string,
): Promise<Record<string, unknown>> {
  const found = await resolveReference(deps, createKinds(deps)[part], sent, namespace)
  return (deps.secrets?.open(found) ?? found) as Record<string, unknown> // opening keeps the shape
}
