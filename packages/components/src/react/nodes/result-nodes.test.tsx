import {
  createEditorStore,
  createRunState,
  EditorProvider,
  useEditorValue,
  type NodeBodyProps,
  type NodeRun,
  type NodeView,
} from '@evalflow/editor'
import { emptyFlow, withDefaults, type ComponentSpec, type JsonValue } from '@evalflow/graph'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Comparison } from '@evalflow/contract'
import { compareRuns } from '../../compare-runs/definition.ts'
import { dataPreparation } from '../../data-preparation/definition.ts'
import { gate } from '../../gate/definition.ts'
import { report } from '../../report/definition.ts'
import { testResult, testSample } from '../../test-samples.ts'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider, type StudioPort } from '../port.ts'
import { componentViews } from './registry.ts'

afterEach(cleanup)

interface Given {
  values?: Record<string, JsonValue>
  run?: Partial<NodeRun>
  inputs?: NodeBodyProps['inputs']
  /** Runs of other nodes. */
  others?: NodeRun[]
  port?: Partial<StudioPort>
  readOnly?: boolean
}

function draw(spec: ComponentSpec, given: Given = {}) {
  const view = componentViews[spec.type]
  if (!view) throw new Error(`There is no view of ${spec.type}.`)
  const setValue = vi.fn<NodeBodyProps['setValue']>()
  const runNode = vi.fn()
  const props: NodeBodyProps = {
    node: { id: 'n', type: spec.type, version: spec.version, values: given.values ?? {} },
    spec,
    values: withDefaults(spec.fields, given.values ?? {}),
    run: given.run && { node: 'n', state: 'done', ...given.run },
    inputs: given.inputs ?? {},
    readOnly: given.readOnly ?? false,
    setValue,
    setValues: vi.fn(),
    open: vi.fn(),
    runNode,
    stop: vi.fn(),
  }
  const { container } = render(
    <QueryClientProvider client={new QueryClient()}>
      <StudioPortProvider value={createFakePort(given.port)}>
        <Node view={view} props={props} others={given.others ?? []} />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), container, view, props, setValue, runNode }
}

const store = createEditorStore({ flow: emptyFlow({ id: 'f', name: 'f' }), specs: [] })

function Node({ view: { Body, Footer }, props, others }: { view: NodeView; props: NodeBodyProps; others: NodeRun[] }) {
  const runState = createRunState(Object.fromEntries(others.map((run) => [run.node, run])))
  const value = useEditorValue({ store, views: componentViews, runState })
  return (
    <EditorProvider value={value}>
      {Body && <Body {...props} />}
      {Footer && <Footer {...props} />}
    </EditorProvider>
  )
}

const wire = (node: string) => [{ node, port: 'result', title: node, type: 'result' as const, values: {} }]

const comparison = (changes: Partial<Comparison['candidates'][number]> = {}): Comparison => {
  const run = {
    job_id: 'a',
    label: 'small',
    config: 'c',
    target: 't',
    model: null,
    dataset: null,
    rows: 8,
    rows_hash: 'ab',
  }
  return {
    schema: 'evalflow.comparison/1',
    baseline: run,
    candidates: [
      {
        run: { ...run, job_id: 'b', label: 'large' },
        rows: { shared: 8, only_baseline: 0, only_candidate: 0 },
        metrics: [
          {
            metric: 'accuracy.accuracy',
            n: 8,
            left_out: 0,
            baseline: 0.5,
            candidate: 0.875,
            difference: 0.375,
            ci: { low: -0.125, high: 0.875 },
            test: 'mcnemar',
            p: 0.0000001,
            p_holm: 0.0000002,
            mde: 0.55,
            better: 4,
            worse: 1,
            same: 3,
            flips: {
              right_to_wrong: [{ task: 'new', baseline_task: 'old', index: 1, prompt: '<b>why?</b>' }],
              wrong_to_right: [],
            },
          },
        ],
        differences: [{ path: 'config.params.limit', baseline: '5', candidate: '9' }],
        ...changes,
      },
    ],
  }
}

const ALL: ComponentSpec[] = [dataPreparation, compareRuns, gate, report]

describe.each(ALL)('$title on the canvas', (spec) => {
  it('shows at most three fields, and has no serious finding of axe', async () => {
    const { container } = draw(spec)

    expect(container.querySelectorAll('[data-field]').length).toBeLessThanOrEqual(3)
    const { violations } = await axe.run(container, { rules: { region: { enabled: false } } })
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  })

  it('shows why it failed, as text', () => {
    draw(spec, { run: { state: 'failed', error: { code: 'x', message: '<img src=x> is not there.' } } })

    expect(screen.getByRole('alert').textContent).toBe('<img src=x> is not there.')
  })

  it('runs by its button, and cannot be changed when it may not be', async () => {
    const { user, runNode } = draw(spec)
    await user.click(screen.getByRole('button', { name: 'Run' }))
    expect(runNode).toHaveBeenCalledOnce()
    cleanup()

    draw(spec, { readOnly: true })
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Run' }).disabled).toBe(true)
  })

  it('offers to stop while it runs', () => {
    draw(spec, { run: { state: 'running' } })

    expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy()
  })
})

describe('Data Preparation', () => {
  const counts = { in: 40, unreadable: 1, filtered: 5, duplicates: 1, not_sampled: 3, out: 30, parts: null }

  it('shows what became of every row, and the numbers add up', () => {
    draw(dataPreparation, { run: { outputs: { counts } } })

    expect(screen.getByText('40 in → 30 out')).toBeTruthy()
    expect(screen.getByText('1 unreadable · 5 filtered out · 1 duplicate · 3 not sampled')).toBeTruthy()
  })

  it('asks for no source when rows come over a wire', () => {
    const { container } = draw(dataPreparation, { inputs: { rows: wire('x') } })

    expect(container.querySelector('[data-field=source]')).toBeNull()
  })
})

describe('Gate', () => {
  const verdict = (passed: boolean) => ({
    passed,
    checks: [{ name: 'a', passed, expected: 'a >= 0.8', found: '0.7 (n 10)' }],
  })

  it('says that it passed, from its output', () => {
    const { view, props } = draw(gate, { run: { outputs: { verdict: verdict(true) } } })

    expect(view.badge?.(props.values, props.run)).toEqual({ state: 'done', label: 'Passed' })
    expect(screen.getByRole('img', { name: 'passed' })).toBeTruthy()
    expect(screen.getByText('1 of 1 passed')).toBeTruthy()
  })

  it('says what did not hold, from its progress, without saying it twice', () => {
    const { view, props } = draw(gate, {
      run: {
        state: 'failed',
        progress: { detail: { gate: verdict(false) } },
        error: { code: 'gate_failed', message: 'The gate did not open.' },
      },
    })

    expect(view.badge?.(props.values, props.run)).toEqual({ state: 'failed', label: 'Not passed' })
    expect(screen.getByRole('img', { name: 'failed' })).toBeTruthy()
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('offers the scores of the connected result as conditions', async () => {
    const { user, setValue } = draw(gate, {
      values: { conditions: 'bleu.bleu >= 1' },
      inputs: { result: wire('e') },
      others: [{ node: 'e', state: 'done', outputs: { result: testResult('j') as unknown as JsonValue } }],
    })

    await user.click(screen.getByRole('button', { name: 'Add a condition on accuracy.accuracy' }))

    expect(setValue).toHaveBeenCalledWith('conditions', 'bleu.bleu >= 1\naccuracy.accuracy >= ')
  })
})

describe('Report', () => {
  it('gives each file to take away, and nothing to open in this place', () => {
    draw(report, {
      run: { outputs: { files: [{ id: 'a/b', name: 'r.html', size_bytes: 2048, format: 'html' }] } },
    })

    const link = screen.getByRole('link', { name: /r\.html/ })
    expect(link.getAttribute('href')).toBe('/api/files/a%2Fb')
    expect(link.getAttribute('download')).toBe('r.html')
  })
})

describe('Compare Runs', () => {
  it('asks for two results', () => {
    draw(compareRuns, { inputs: { results: wire('e') } })

    expect(screen.getByText(/Connect two to five Evaluators/)).toBeTruthy()
  })

  it('shows difference, interval, p, n and flips together; a small p is never 0', () => {
    draw(compareRuns, { run: { outputs: { comparison: comparison() as unknown as JsonValue } } })

    expect(screen.getByText('large against small')).toBeTruthy()
    for (const text of ['+0.375', '-0.125 – +0.875', 'p < 0.001', 'n 8 · 4 better · 1 worse'])
      expect(screen.getByText(text)).toBeTruthy()
  })

  it('opens the rows that turned, with both answers', async () => {
    const getSample = vi.fn<StudioPort['getSample']>(async (job) => testSample(1, { answer: `<i>${job}</i> says` }))
    const { user } = draw(compareRuns, {
      run: { outputs: { comparison: comparison() as unknown as JsonValue } },
      port: { getSample },
    })

    await user.click(screen.getByRole('button', { name: 'Details…' }))
    const dialog = within(await screen.findByRole('dialog'))
    await user.click(dialog.getByText('<b>why?</b>'))

    expect(await dialog.findByText('<i>a</i> says')).toBeTruthy()
    expect(await dialog.findByText('<i>b</i> says')).toBeTruthy()
    expect(getSample.mock.calls.map((call) => call.slice(0, 3))).toEqual([
      ['a', 'old', 1],
      ['b', 'new', 1],
    ])
    expect(dialog.getByText('config.params.limit')).toBeTruthy()
  })
})
