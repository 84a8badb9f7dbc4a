/** All starter flows, in display order. A new one is an entry here and its texts in `starter-messages.ts`. */
import { choiceRows, choiceTask, codeRows, factRows } from './rows.ts'
import { MODEL, NOTE, type Starter, type StarterNode } from './starter.ts'

const FIRST = 0
const SECOND = 324
const THIRD = 648
const FOURTH = 972
/** Below a Dataset Creator, its three ports of a split included. */
const LOWER = 372

const short = { max_tokens: 24, temperature: 0, parallelism: 2 } as const
const plain = [{ role: 'user', content: '{{ item.prompt }}' }]
const guided = [{ role: 'user', content: '{{ item.prompt }} Answer with one word or number.' }]

const facts: StarterNode = {
  id: 'dataset',
  type: 'dataset-creator',
  at: [FIRST, 0],
  values: { name: 'starter-facts', source: factRows },
}
const model = (y: number = LOWER): StarterNode => ({
  id: 'model',
  type: 'model-target',
  at: [FIRST, y],
  values: { target: `model:${MODEL}` },
})
const note = (x: number, y: number): StarterNode => ({
  id: 'note',
  type: 'note',
  at: [x, y],
  size: [268, 132],
  values: { text: NOTE },
})
const evaluator = (id: string, config: string, x: number, y: number, name?: string): StarterNode => ({
  id,
  type: 'evaluator',
  at: [x, y],
  ...(name === undefined ? {} : { name }),
  values: { config: `default/${config}` },
})

export const starters: readonly Starter[] = [
  {
    id: 'first',
    configs: [
      {
        name: 'starter_facts',
        form: 'custom',
        values: { messages: guided, metrics: ['string-check', 'f1'], ...short },
      },
    ],
    nodes: [
      facts,
      model(),
      evaluator('evaluator', 'starter_facts_template', SECOND, 0),
      { id: 'results', type: 'results', at: [THIRD, 0], values: {} },
      note(THIRD, LOWER),
    ],
    wires: [
      'dataset.dataset > evaluator.dataset',
      'model.target > evaluator.target',
      'evaluator.result > results.results',
    ],
  },
  {
    id: 'prompts',
    configs: [
      { name: 'starter_plain', form: 'custom', values: { messages: plain, metrics: ['string-check', 'f1'], ...short } },
      {
        name: 'starter_guided',
        form: 'custom',
        values: { messages: guided, metrics: ['string-check', 'f1'], ...short },
      },
    ],
    nodes: [
      facts,
      model(),
      evaluator('plain', 'starter_plain_template', SECOND, 0, 'Plain prompt'),
      evaluator('guided', 'starter_guided_template', SECOND, 480, 'Guided prompt'),
      { id: 'compare', type: 'compare-runs', at: [THIRD, 0], values: {} },
      note(THIRD, 560),
    ],
    wires: [
      'dataset.dataset > plain.dataset',
      'model.target > plain.target',
      'dataset.dataset > guided.dataset',
      'model.target > guided.target',
      'plain.result > compare.results',
      'guided.result > compare.results',
    ],
  },
  {
    id: 'models',
    configs: [
      {
        name: 'starter_facts',
        form: 'custom',
        values: { messages: guided, metrics: ['string-check', 'f1'], ...short },
      },
    ],
    nodes: [
      facts,
      model(),
      {
        id: 'floor',
        type: 'model-target',
        at: [FIRST, 600],
        name: 'Baseline',
        values: { target: 'model:baseline-nearest' },
      },
      evaluator('evaluator', 'starter_facts_template', SECOND, 0, 'Model'),
      evaluator('baseline', 'starter_facts_template', SECOND, 480, 'Floor'),
      { id: 'compare', type: 'compare-runs', at: [THIRD, 0], values: {} },
      note(THIRD, 560),
    ],
    wires: [
      'dataset.dataset > evaluator.dataset',
      'model.target > evaluator.target',
      'dataset.dataset > baseline.dataset',
      'floor.target > baseline.target',
      'evaluator.result > compare.results',
      'baseline.result > compare.results',
    ],
  },
  {
    id: 'judge',
    configs: [
      {
        name: 'starter_judged',
        form: 'llm_as_a_judge',
        values: { judge_model: MODEL, messages: guided, limit: 6, judge_max_tokens: 96, ...short },
      },
    ],
    nodes: [
      facts,
      model(),
      evaluator('evaluator', 'starter_judged_template', SECOND, 0),
      { id: 'results', type: 'results', at: [THIRD, 0], values: {} },
      note(THIRD, LOWER),
    ],
    wires: [
      'dataset.dataset > evaluator.dataset',
      'model.target > evaluator.target',
      'evaluator.result > results.results',
    ],
  },
  {
    id: 'code',
    needsSandbox: true,
    configs: [
      {
        name: 'starter_code',
        form: 'bigcode_evaluation_harness',
        values: { task_name: 'humaneval', n_samples: 1, max_tokens: 160, temperature: 0, parallelism: 2 },
      },
    ],
    nodes: [
      { id: 'dataset', type: 'dataset-creator', at: [FIRST, 0], values: { name: 'starter-code', source: codeRows } },
      model(),
      evaluator('evaluator', 'starter_code_template', SECOND, 0),
      { id: 'results', type: 'results', at: [THIRD, 0], values: {} },
      note(THIRD, LOWER),
    ],
    wires: [
      'dataset.dataset > evaluator.dataset',
      'model.target > evaluator.target',
      'evaluator.result > results.results',
    ],
  },
  {
    id: 'harness',
    configs: [
      {
        name: 'starter_choice',
        form: 'lm_eval_harness',
        values: {
          task_name: 'own',
          task_yaml: choiceTask,
          rows_url: 'hf://datasets/default/starter-choice/v1',
          num_fewshot: 0,
          parallelism: 2,
        },
      },
    ],
    nodes: [
      // the wire carries no rows into a benchmark; it says that they have to be stored first
      {
        id: 'dataset',
        type: 'dataset-creator',
        at: [FIRST, 0],
        values: { name: 'starter-choice', source: choiceRows },
      },
      model(),
      evaluator('evaluator', 'starter_choice', SECOND, 0),
      { id: 'results', type: 'results', at: [THIRD, 0], values: {} },
      note(THIRD, LOWER),
    ],
    wires: [
      'dataset.dataset > evaluator.dataset',
      'model.target > evaluator.target',
      'evaluator.result > results.results',
    ],
  },
  {
    id: 'gate',
    configs: [
      {
        name: 'starter_facts',
        form: 'custom',
        values: { messages: guided, metrics: ['string-check', 'f1'], ...short },
      },
    ],
    nodes: [
      facts,
      model(),
      evaluator('evaluator', 'starter_facts_template', SECOND, 0),
      { id: 'gate', type: 'gate', at: [THIRD, 0], values: { conditions: 'string-check >= 0.1' } },
      {
        id: 'report',
        type: 'report',
        at: [FOURTH, 0],
        values: { title: 'Evaluation report', formats: ['html', 'md'] },
      },
      note(THIRD, 360),
    ],
    wires: [
      'dataset.dataset > evaluator.dataset',
      'model.target > evaluator.target',
      'evaluator.result > gate.result',
      'gate.result > report.results',
    ],
  },
  {
    id: 'split',
    configs: [
      {
        name: 'starter_facts',
        form: 'custom',
        values: { messages: guided, metrics: ['string-check', 'f1'], ...short },
      },
    ],
    nodes: [
      {
        id: 'prepare',
        type: 'data-preparation',
        at: [FIRST, 0],
        values: { source: factRows, split: '50/50', stratify: 'category', shuffle: true, seed: 7 },
      },
      { id: 'dataset', type: 'dataset-creator', at: [SECOND, 0], values: { name: 'starter-facts-test' } },
      model(540),
      evaluator('evaluator', 'starter_facts_template', THIRD, 0),
      { id: 'results', type: 'results', at: [FOURTH, 0], values: {} },
      note(SECOND, 420),
    ],
    wires: [
      'prepare.test > dataset.rows',
      'dataset.dataset > evaluator.dataset',
      'model.target > evaluator.target',
      'evaluator.result > results.results',
    ],
  },
]
