import { defaultValues } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { customForm } from './form.ts'

const values = { ...defaultValues(customForm.fields), reference: '{{ item.answer }}', metrics: ['f1'] }
const rows = [{ prompt: 'p', answer: 'a', turns: ['t'], goal: 'g', tool_results: [] }]

/** What the dialog makes must be what the planner takes. */
async function plan(given: object) {
  const parts = customForm.toConfigParts({ ...values, ...given })
  const services = createServices({ rows }, await startEndpoint(() => 'x'))
  const config = {
    type: parts.type,
    params: parts.params,
    tasks: { main_task: { ...parts.task, dataset: datasetRef('rows') } },
  }
  await planEvaluation({ config, target: modelTarget, services })
  const { params: { template: _template, ...params } = {} } = { ...parts.task } as { params?: Record<string, unknown> }
  return params
}

describe('the dialog', () => {
  it.each([
    ['nothing by default', {}, {}],
    [
      'turns of the row',
      { conversation: 'turns', max_total_tokens: 500 },
      { conversation: { turns: '{{ item.turns | tojson }}', max_total_tokens: 500 } },
    ],
    [
      'a simulated user with tools from the rows',
      { conversation: 'simulated_user', user_model: 'model:user', tool_answers: 'mocks' },
      {
        conversation: {
          simulated_user: {
            model: 'user',
            stop: '###STOP###',
            max_turns: 5,
            prompt: expect.stringContaining('item.goal'),
          },
          tools: { mocks: '{{ item.tool_results | tojson }}', unmatched: 'fail', max_steps: 10 },
        },
      },
    ],
    [
      'tools over HTTP',
      { tool_answers: 'http', tool_http: { w: { url: 'http://tools.test/w' } }, tool_allow: 'http://tools.test\n' },
      { conversation: { tools: { http: { w: {} }, allow: ['http://tools.test'] } } },
    ],
    [
      'several answers, a window and parts',
      {
        choices: 3,
        choice_policy: 'mean',
        context_window: 512,
        context_policy: 'truncate-left',
        content_parts: ['file'],
      },
      {
        choices: { n: 3, policy: 'mean' },
        context_window: { max_tokens: 512, policy: 'truncate-left' },
        content_parts: ['file'],
      },
    ],
  ])('makes params for %s that can be planned', async (_case, given, expected) => {
    expect(await plan(given)).toMatchObject(expected)
  })

  it('leaves out choices where there is a conversation, and all of it for stored answers', async () => {
    expect(await plan({ conversation: 'turns', choices: 3 })).not.toHaveProperty('choices')
    expect(customForm.toConfigParts({ ...values, task_type: 'data', conversation: 'turns' }).task).not.toHaveProperty(
      'params',
    )
  })
})
