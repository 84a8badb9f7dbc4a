import { expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget } from '../dev/test-services.ts'
import { planEvaluation } from './plan-evaluation.ts'

const rows = [{ prompt: 'x', ideal_response: 'y' }]
const configs = {
  custom: {
    type: 'custom',
    tasks: {
      t: {
        type: 'chat-completion',
        dataset: datasetRef('qa'),
        params: { template: { prompt: '{{ item.prompt }}' } },
        metrics: { em: { type: 'em', params: { ground_truth: '{{ item.ideal_response }}' } } },
      },
    },
  },
  similarity: {
    type: 'similarity_metrics',
    tasks: { t: { type: 'default', dataset: datasetRef('qa'), metrics: { em: { type: 'em' } } } },
  },
}

it.each(Object.entries(configs))(
  '%s: the fingerprint outlives a new port of the own server, not a new model, route or host',
  async (_type, config) => {
    const fingerprint = async (id: string, url: string) => {
      const resolveModel = async () => ({ id, url, modelId: id.replace(/@.*/, ''), format: 'nim' as const })
      const services = { ...createServices({ qa: rows }), resolveModel }
      return (await planEvaluation({ config, target: modelTarget, services })).tasks[0]?.fingerprint
    }
    const own = await fingerprint('smol', 'http://127.0.0.1:4000/nim/v1')

    expect(await fingerprint('smol', 'http://127.0.0.1:5000/nim/v1')).toBe(own)
    expect(await fingerprint('smol', 'http://localhost:5000/nim/v1')).toBe(own)
    expect(await fingerprint('other', 'http://127.0.0.1:4000/nim/v1')).not.toBe(own)
    expect(await fingerprint('smol', 'http://127.0.0.1:4000/v1/completions')).not.toBe(own)
    expect(await fingerprint('smol', 'http://10.0.0.7:4000/nim/v1')).not.toBe(own)
    expect(await fingerprint('smol@127.0.0.1:8000', 'http://127.0.0.1:8000/v1')).not.toBe(
      await fingerprint('smol@127.0.0.1:8001', 'http://127.0.0.1:8001/v1'),
    )
  },
)
