import { capabilityNames } from '@evalflow/contract'
import type { Script } from '@evalflow/testkit'
import { expect, it } from 'vitest'
import { openJournal } from '@evalflow/engine'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'

const TOOLS = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }]
const check = { type: 'string-check', params: { check: ['{{ sample.output_text }}', 'contains', 'yes'] } }

/** A euro per token of a prompt. */
const budget = { prices: { scripted: { inputPerMillion: 1e6, outputPerMillion: 0 } }, currency: 'EUR', limit: null }

async function evaluate(script: Script, template: object, params: object = {}) {
  const endpoint = await startEndpoint(script)
  const task = {
    type: 'chat-completion',
    dataset: datasetRef('qa'),
    params: { template: { messages: [{ role: 'user', content: '{{ item.q }}' }], ...template } },
    metrics: { check },
  }
  const services = createServices({ qa: [{ q: 'one' }, { q: 'two' }] }, endpoint)
  const plan = await planEvaluation({
    config: { type: 'custom', params, tasks: { qa: task } },
    target: modelTarget,
    services,
  })
  const probes = endpoint.stats.requests
  const outcome = await runEvaluation(plan, { journal: openJournal(':memory:'), policy: { parallelism: 1, budget } })
  return { plan, probes, outcome, endpoint, data: outcome.tasks['qa']?.data }
}

it('refuses tools before a row is asked, with the server’s own words', async () => {
  const rows: string[] = []
  const script: Script = ({ body, prompt }) => {
    rows.push(prompt)
    return body['tools'] === undefined
      ? 'yes'
      : { fault: { kind: 'status', status: 400, message: 'start with --enable-tools' } }
  }

  await expect(evaluate(script, { tools: TOOLS })).rejects.toMatchObject({
    code: 'target_unfit',
    message: expect.stringMatching(/Task "qa".*--enable-tools/),
  })
  expect(rows).not.toContain('one')
})

it('asks nothing of an endpoint where nothing special is wanted', async () => {
  const { probes, data, plan } = await evaluate(() => 'yes', {}, { temperature: 0, extra: { seed: 7, n: 1 } })

  expect(probes).toBe(0)
  expect(plan.capabilities).toEqual([])
  expect(data).not.toHaveProperty('capabilities')
})

it('records all that an endpoint can do where the config asks for it', async () => {
  const { data, plan } = await evaluate(() => ({ text: ['yes'] }), {}, { extra: { probe_endpoint: true } })

  expect(data).toMatchObject({ capabilities: [{ found: { n: { state: 'ignored' }, streaming: { state: 'yes' } } }] })
  expect(Object.keys(plan.capabilities[0]?.found ?? {}).toSorted()).toEqual([...capabilityNames].toSorted())
})

it('warns of a seed that the endpoint does not keep, and counts what the probe cost', async () => {
  let answers = 0
  const script: Script = () => ({ text: `yes ${++answers}`, usage: { prompt_tokens: 100, completion_tokens: 10 } })
  const { outcome, plan } = await evaluate(script, {}, { temperature: 1, extra: { seed: 5 } })

  expect(outcome.progress.warnings.join()).toContain('does not keep the seed')
  // the same seed twice is enough to see it, and the third is asked all the same
  expect(plan.capabilities).toMatchObject([{ requests: 3, prompt_tokens: 300, completion_tokens: 30 }])
  expect(outcome.progress.cost?.amount).toBe(300 + 2 * 100)
})
