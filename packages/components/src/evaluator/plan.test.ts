import { templateHash } from '@evalflow/configs'
import { describe, expect, it } from 'vitest'
import { planEvaluatorRun } from './plan.ts'

const template = {
  namespace: 'default',
  name: 'qa_template',
  type: 'custom',
  tasks: { template_task: { type: 'data', dataset: { files_url: 'hf://datasets/template/placeholder' } } },
}
const filesUrl = 'hf://datasets/default/sums/v1'
const runtime = {
  namespace: 'default',
  name: 'qa_dataset_sums_v1',
  type: 'custom',
  created_at: '2026-11-19T10:00:00',
  custom_fields: {
    evalflow: {
      kind: 'runtime',
      template: 'default/qa_template',
      template_hash: templateHash(template),
      files_url: filesUrl,
    },
  },
}
const input = { configRef: 'default/qa_template', config: template, filesUrl }

describe('planEvaluatorRun', () => {
  it('reuses a config of the same template, content and dataset', () => {
    expect(planEvaluatorRun({ ...input, existing: runtime })).toEqual({
      action: 'reuse',
      configName: 'qa_dataset_sums_v1',
      madeAt: '2026-11-19T10:00:00',
    })
  })

  it.each([
    ['another template', { template: 'default/other_template' }],
    ['an older content of the template', { template_hash: 'old' }],
    ['a dataset of another namespace', { files_url: 'hf://datasets/b/sums/v1' }],
  ])('does not reuse the name of %s', (_name, change) => {
    const existing = { ...runtime, custom_fields: { evalflow: { ...runtime.custom_fields.evalflow, ...change } } }

    expect(planEvaluatorRun({ ...input, existing })).toMatchObject({ action: 'create', nameTaken: true })
  })

  it('creates what is not there, and says nothing while it is being looked up', () => {
    expect(planEvaluatorRun({ ...input, existing: null })).toMatchObject({ action: 'create', nameTaken: false })
  })

  it.each([
    [
      { ...input, configRef: null, config: null },
      { action: 'blocked', reason: 'no_config' },
    ],
    [
      { ...input, config: null },
      { action: 'blocked', reason: 'config_gone' },
    ],
    [
      { ...input, filesUrl: null },
      { action: 'blocked', reason: 'no_dataset' },
    ],
  ])('says what is missing', (given, plan) => {
    expect(planEvaluatorRun(given)).toEqual(plan)
  })

  it('runs the copy for these rows when the template is gone, and only that one', () => {
    expect(planEvaluatorRun({ ...input, config: null, existing: runtime })).toEqual({
      action: 'copy',
      configName: 'qa_dataset_sums_v1',
      madeAt: '2026-11-19T10:00:00',
    })
    expect(planEvaluatorRun({ ...input, config: null, existing: { ...runtime, custom_fields: {} } })).toEqual({
      action: 'blocked',
      reason: 'config_gone',
    })
  })

  it('uses a direct config as it is', () => {
    const direct = {
      ...template,
      name: 'x',
      tasks: { main_task: { type: 'data', dataset: { files_url: 'hf://datasets/default/own' } } },
    }

    expect(planEvaluatorRun({ configRef: 'default/x', config: direct, filesUrl })).toEqual({
      action: 'as_is',
      configName: 'x',
      filesUrl: 'hf://datasets/default/own',
      datasetIgnored: true,
    })
  })
})
