import type { EntityRef, HfRepoType } from '@evalflow/contract'
import { path } from '../transport/path.ts'

/** A repository of the Data Store; a dataset if `type` is absent. */
export interface RepoRef extends EntityRef {
  readonly type?: HfRepoType
}

export const HF_BASE = '/v1/hf'

/** `/v1/hf/api/datasets/{ns}/{name}` */
export function toRepoApiPath({ namespace, name, type = 'dataset' }: RepoRef): string {
  return `${HF_BASE}/api/${type}s${path`/${namespace}/${name}`}`
}

/** `/v1/hf/datasets/{ns}/{name}`, and for models without `datasets/`: the hub's own irregularity. */
export function toRepoPath({ namespace, name, type = 'dataset' }: RepoRef): string {
  return `${HF_BASE}${type === 'dataset' ? '/datasets' : ''}${path`/${namespace}/${name}`}`
}
