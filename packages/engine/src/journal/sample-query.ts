/** What a page of a journal's rows is asked by. */
export interface SampleQuery {
  /** 1-based; default 1. */
  readonly page?: number
  /** 1 to 1000; default 50. */
  readonly pageSize?: number
  readonly task?: string
  /** Part of a prompt, answer, reference or error; letter case of ASCII is ignored. */
  readonly search?: string
  readonly filter?: 'wrong' | 'failed' | 'unscored'
  /** Rows of the dataset whose column holds exactly this text (of a truth, `true` or `false`). */
  readonly category?: { readonly column: string; readonly value: string }
  /** `index` (default) or `{task}.{metric}.{score}`, with `-` before it for descending. */
  readonly sort?: string
}
