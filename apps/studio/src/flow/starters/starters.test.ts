import { componentDefinitions, componentRegistry } from '@evalflow/components'
import { evaluationConfigCreateSchema } from '@evalflow/contract'
import { findEvaluationForm } from '@evalflow/evaluations/fields'
import { createSpecIndex, parseFlow, problems, type JsonValue } from '@evalflow/graph'
import { planRun } from '@evalflow/runner'
import { LANGUAGES, registeredMessages } from '@evalflow/ui'
import { describe, expect, it } from 'vitest'
import { fillOf } from './starter-fill.ts'
import { starters } from './registry.ts'
import { toStarterConfigs, toStarterFlow, type Starter } from './starter.ts'

const specs = createSpecIndex(componentRegistry)
const flowOf = (starter: Starter) => toStarterFlow(starter, fillOf(starter, 'smollm2-135m-instruct'))
const configsOf = (starter: Starter) => toStarterConfigs(starter, fillOf(starter, 'smollm2-135m-instruct'))

/** Columns of the rows that a node of the starter holds. */
function columnsOf(starter: Starter): string[] {
  const source = starter.nodes.map(({ values }) => values['source']).find((value) => value !== undefined)
  const text = typeof source === 'object' && source !== null && !Array.isArray(source) ? source['text'] : undefined
  return Object.keys(JSON.parse(String(text).split('\n')[0] ?? '{}') as Record<string, JsonValue>)
}

it('there are at least six, each with an id of its own', () => {
  expect(starters.length).toBeGreaterThanOrEqual(6)
  expect(new Set(starters.map(({ id }) => id)).size).toBe(starters.length)
})

describe.each(starters.map((starter) => [starter.id, starter] as const))('starter %s', (_id, starter) => {
  it('is a flow that parses, without a problem, and plans every node without an error', () => {
    const flow = parseFlow(JSON.parse(JSON.stringify(flowOf(starter))))
    const plan = planRun(flow, componentDefinitions)

    expect(problems(flow, specs)).toEqual([])
    expect([...plan.nodes.values()].flatMap(({ error }) => (error ? [error] : []))).toEqual([])
    expect(plan.order.length).toBe(starter.nodes.filter(({ type }) => type !== 'note').length)
  })

  it('names only configs that it makes, which the wire schema takes', () => {
    const made = configsOf(starter).map(({ body }) => evaluationConfigCreateSchema.parse(body))
    const named = starter.nodes.flatMap(({ values }) => (values['config'] === undefined ? [] : [values['config']]))

    expect(new Set(named)).toEqual(new Set(made.map(({ namespace, name }) => `${namespace}/${name}`)))
  })

  it('has rows with the columns that its configs need', () => {
    for (const { form: id, values } of starter.configs) {
      const form = findEvaluationForm(id)
      // a benchmark brings its own data, and says so
      if (form?.class === 'direct') continue
      expect(form?.fits(columnsOf(starter), { ...values })).toEqual({ fits: true, reasons: [] })
    }
  })

  it('lays no node over another', () => {
    const places = starter.nodes.map(({ at }) => at.join())
    expect(new Set(places).size).toBe(places.length)
  })
})

it('is said in every language, with the same placeholders', () => {
  const texts = registeredMessages().get('starters')
  const names = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1]).toSorted()
  for (const [key, text] of Object.entries(texts?.en ?? {})) {
    for (const language of LANGUAGES) expect(names(texts?.[language][key] ?? ''), key).toEqual(names(text))
  }
  expect(starters.every(({ id }) => texts?.de[`${id}_note`])).toBe(true)
})
