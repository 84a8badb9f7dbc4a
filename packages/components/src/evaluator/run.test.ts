import type { JsonValue } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { createFakeNemo, createFakeRun, HttpFailure, type FakeNemo } from '../fake-services.ts'
import { runEvaluator } from './run.ts'

const PLACEHOLDER = 'hf://datasets/template/placeholder'
const DATASET = {
  namespace: 'default',
  name: 'sums',
  files_url: 'hf://datasets/default/sums/v1',
  records: 2,
  columns: ['prompt'],
  size_bytes: 10,
  hash: 'a',
}

function withTemplate(nemo: FakeNemo = createFakeNemo()): FakeNemo {
  nemo.configs.set('default/qa_template', {
    namespace: 'default',
    name: 'qa_template',
    type: 'custom',
    tasks: { template_task: { type: 'chat-completion', dataset: { files_url: PLACEHOLDER, limit: 5 } } },
    custom_fields: { evalflow: { kind: 'template' } },
  })
  nemo.datasets.set('default/sums', { namespace: 'default', name: 'sums', files_url: DATASET.files_url })
  nemo.results = {
    tasks: {
      main: { metrics: { f1: { scores: { f1: { value: 0.5, stats: { count: 10, stderr: 0.1, nan_count: 2 } } } } } },
    },
  }
  return nemo
}
/** Of a job that has done nothing yet, as the server tells them. */
const FIGURES = {
  total: 5,
  done: 0,
  failed: 0,
  unscored: 0,
  cached: 0,
  retried: 0,
  rate_limited: 0,
  in_flight: 0,
  concurrency: 8,
  rate: null,
  eta_seconds: null,
  elapsed_seconds: 1,
  scores: [],
  latency: { target: null, ttft: null, judge: null },
  tokens: { prompt: 0, completion: 0, unknown: 0 },
  cost: null,
  partial: false,
  warnings: [],
}
const values = (more: Record<string, JsonValue> = {}): Record<string, JsonValue> => ({
  config: 'default/qa_template',
  target: 'model:tiny',
  clean_up: false,
  ...more,
})
const inputs = (more: Record<string, JsonValue> = {}): Record<string, JsonValue> => ({ dataset: DATASET, ...more })

describe('runEvaluator', () => {
  it('makes the runtime config and the target, runs the job and gives scores with their interval', async () => {
    const nemo = withTemplate()
    const run = createFakeRun({ nemo, values: values(), inputs: inputs() })

    const { result } = await runEvaluator(run.context)

    expect(result).toMatchObject({
      job_id: 'eval-1',
      config: 'default/qa_dataset_sums_v1',
      target: 'default/tiny',
      dataset: DATASET.files_url,
      partial: false,
    })
    expect(result).toMatchObject({
      scores: [
        {
          task: 'main',
          metric: 'f1',
          value: 0.5,
          n: 10,
          unscored: 2,
          ci: { low: expect.closeTo(0.304, 3), high: expect.closeTo(0.696, 3) },
        },
      ],
    })
    expect(nemo.configs.get('default/qa_dataset_sums_v1')?.tasks).toEqual({
      template_task: { type: 'chat-completion', dataset: { files_url: DATASET.files_url, limit: 5 } },
    })
    expect(nemo.targets.get('default/tiny')).toMatchObject({ type: 'model', model: 'tiny' })
  })

  it('reuses config and target the second time', async () => {
    const nemo = withTemplate()
    await runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs() }).context)

    await runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs(), runId: 'run-2' }).context)

    expect(nemo.configs.size).toBe(2)
    expect(nemo.targets.size).toBe(1)
    expect(nemo.jobs.size).toBe(2)
  })

  it('lets the wires win over what is picked, and says so', async () => {
    const nemo = withTemplate()
    const wired = { kind: 'model', model_id: 'wired', label: 'wired' }
    const run = createFakeRun({ nemo, values: values({ dataset: 'default/other' }), inputs: inputs({ target: wired }) })

    expect(await runEvaluator(run.context)).toMatchObject({
      result: { dataset: DATASET.files_url, target: 'default/wired' },
    })
    const messages = run.logs.map(({ message }) => message).join('\n')
    expect(messages).toContain('the picked one ("default/other") is not used')
    expect(messages).toContain('Uses the connected target "wired"')
  })

  it('runs a direct config as it is and says that the connected dataset is not used', async () => {
    const nemo = withTemplate()
    nemo.configs.set('default/fixed', {
      namespace: 'default',
      name: 'fixed',
      type: 'custom',
      tasks: { main_task: { type: 'data', dataset: { files_url: 'hf://datasets/default/own' } } },
    })
    const run = createFakeRun({ nemo, values: values({ config: 'default/fixed' }), inputs: inputs() })

    expect(await runEvaluator(run.context)).toMatchObject({
      result: { config: 'default/fixed', dataset: 'hf://datasets/default/own' },
    })
    expect(run.logs.some(({ message }) => message.includes('is not used'))).toBe(true)
    expect(nemo.calls).not.toContain('configs.create')
  })

  it('joins the job of the same run and node after a restart', async () => {
    const nemo = withTemplate()
    nemo.jobs.set('eval-9', {
      id: 'eval-9',
      status: 'running',
      custom_fields: { evalflow_run: 'run-1', evalflow_node: 'node-1' },
    })

    const { result } = await runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs() }).context)

    expect(result).toMatchObject({ job_id: 'eval-9' })
    expect(nemo.calls).not.toContain('jobs.create')
  })

  it('makes one job when the answer to its creation is lost', async () => {
    const nemo = withTemplate()
    nemo.failures.set('jobs.create.lost', [new Error('socket hang up')])

    const { result } = await runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs() }).context)

    expect(result).toMatchObject({ job_id: 'eval-1' })
    expect(nemo.jobs.size).toBe(1)
  })

  it('goes on when single polls fail', async () => {
    const nemo = withTemplate()
    nemo.failures.set('jobs.get', [new HttpFailure(500), new HttpFailure(429), new Error('reset')])

    expect(await runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs() }).context)).toMatchObject({
      result: { job_id: 'eval-1' },
    })
  })

  it('gives up after polls that fail in a row, saying that the job may go on', async () => {
    const nemo = withTemplate()
    nemo.failures.set(
      'jobs.get',
      Array.from({ length: 8 }, () => new HttpFailure(503)),
    )

    await expect(
      runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs() }).context),
    ).rejects.toMatchObject({ code: 'job_unreachable' })
  })

  it('says that its result is partial when samples failed', async () => {
    const nemo = withTemplate()
    nemo.script = [
      { status: 'completed', status_details: { evalflow: { ...FIGURES, done: 5, failed: 2, partial: true } } },
    ]
    const run = createFakeRun({ nemo, values: values(), inputs: inputs() })
    const said: string[] = []

    const { result } = await runEvaluator({ ...run.context, partly: (message) => said.push(message) })

    expect(result).toMatchObject({ partial: true })
    expect(said).toEqual(['2 of 5 samples failed; the scores are of the others.'])
  })

  it('fails with the reason of the job', async () => {
    const nemo = withTemplate()
    nemo.script = [{ status: 'failed', status_details: { message: 'no answer from the endpoint' } }]

    await expect(
      runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs() }).context),
    ).rejects.toMatchObject({
      code: 'job_failed',
      message: expect.stringContaining('no answer from the endpoint'),
    })
  })

  it('cancels the job when it is stopped', async () => {
    const nemo = withTemplate()
    nemo.script = [{ status: 'running' }]
    let sleeps = 0
    const run = createFakeRun({
      nemo,
      values: values(),
      inputs: inputs(),
      onSleep: () => {
        sleeps += 1
        if (sleeps === 3) run.abort(new DOMException('stopped', 'AbortError'))
      },
    })

    await expect(runEvaluator(run.context)).rejects.toMatchObject({ name: 'AbortError' })
    expect(nemo.jobs.get('eval-1')?.status).toBe('cancelled')
  })

  it.each([
    ['a missing config', { config: 'default/gone' }, {}, 'config_missing', 'config'],
    ['no config', { config: null }, {}, 'config_missing', 'config'],
    ['no target', { target: null }, {}, 'target_missing', 'target'],
    ['a stored target that is gone', { target: 'target:default/gone' }, {}, 'target_missing', 'target'],
  ])('names the field for %s', async (_name, change, _inputs, code, field) => {
    const run = createFakeRun({ nemo: withTemplate(), values: values(change), inputs: inputs() })

    await expect(runEvaluator(run.context)).rejects.toMatchObject({ code, field })
  })

  it('runs the copy made for the dataset when the template is gone, says so and never cleans it up', async () => {
    const nemo = withTemplate()
    await runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs() }).context)
    nemo.configs.delete('default/qa_template')
    const run = createFakeRun({ nemo, values: values({ clean_up: true }), inputs: inputs(), runId: 'run-2' })

    const { result } = await runEvaluator(run.context)

    expect(result).toMatchObject({ config: 'default/qa_dataset_sums_v1', dataset: DATASET.files_url })
    expect(run.logs).toContainEqual({
      level: 'warning',
      message: expect.stringContaining('Template "default/qa_template" is not stored any more'),
    })
    expect(nemo.configs.has('default/qa_dataset_sums_v1')).toBe(true)
  })

  it('takes no copy of another dataset when the template is gone', async () => {
    const nemo = withTemplate()
    await runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs() }).context)
    nemo.configs.delete('default/qa_template')
    const other = { ...DATASET, files_url: 'hf://datasets/elsewhere/sums/v1' }
    const run = createFakeRun({ nemo, values: values(), inputs: inputs({ dataset: other }), runId: 'run-2' })

    await expect(runEvaluator(run.context)).rejects.toMatchObject({ code: 'config_missing', field: 'config' })
  })

  it('asks for a dataset when a template has none', async () => {
    const run = createFakeRun({ nemo: withTemplate(), values: values() })

    await expect(runEvaluator(run.context)).rejects.toMatchObject({ code: 'dataset_missing', field: 'dataset' })
  })

  it('names a picked dataset that is gone', async () => {
    const run = createFakeRun({ nemo: withTemplate(), values: values({ dataset: 'default/gone' }) })

    await expect(runEvaluator(run.context)).rejects.toMatchObject({
      code: 'dataset_missing',
      message: expect.stringContaining('default/gone'),
    })
  })

  it.each([
    ['configs.get', 403, 'denied'],
    ['targets.create', 403, 'denied'],
    ['jobs.create', 403, 'denied'],
    ['jobs.create', 429, 'launch_failed'],
    ['jobs.create', 422, 'launch_failed'],
  ])('tells apart %s answering %i', async (call, status, code) => {
    const nemo = withTemplate()
    nemo.failures.set(call, [new HttpFailure(status)])

    await expect(
      runEvaluator(createFakeRun({ nemo, values: values(), inputs: inputs() }).context),
    ).rejects.toMatchObject({ code })
    expect(nemo.jobs.size).toBe(0)
  })

  it('removes the runtime config after success when asked to, and only warns if that fails', async () => {
    const nemo = withTemplate()
    await runEvaluator(createFakeRun({ nemo, values: values({ clean_up: true }), inputs: inputs() }).context)
    expect(nemo.configs.has('default/qa_dataset_sums_v1')).toBe(false)

    nemo.script = [{ status: 'completed' }]
    nemo.failures.set('configs.delete', [new HttpFailure(403)])
    const run = createFakeRun({ nemo, values: values({ clean_up: true }), inputs: inputs(), runId: 'run-2' })

    expect(await runEvaluator(run.context)).toMatchObject({ result: { partial: false } })
    expect(run.logs).toContainEqual({ level: 'warning', message: expect.stringContaining('could not be removed') })
  })

  it('sends an endpoint with its key, and names it without', async () => {
    const nemo = withTemplate()
    const target = {
      kind: 'endpoint',
      label: 'm',
      url: 'https://host/v1',
      model_id: 'org/m',
      format: 'openai',
      api_key_secret: 'openai',
      headers: { 'x-team': 'a' },
    }

    const { result } = await runEvaluator(
      createFakeRun({ nemo, values: values({ target: null }), inputs: inputs({ target }) }).context,
    )

    const stored = Array.from(nemo.targets.values())[0]
    expect(stored).toMatchObject({
      model: {
        api_endpoint: {
          url: 'https://host/v1',
          model_id: 'org/m',
          api_key: 'value-of-openai',
          headers: { 'x-team': 'a' },
        },
      },
    })
    expect(JSON.stringify(result)).not.toContain('value-of-openai')
  })
})
