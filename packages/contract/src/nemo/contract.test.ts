import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  commitLineSchema,
  datasetSchema,
  entityNameSchema,
  evaluationConfigCreateSchema,
  evaluationConfigSchema,
  evaluationJobCreateSchema,
  evaluationJobSchema,
  evaluationResultSchema,
  evaluationStatusDetailsSchema,
  evaluationTargetCreateSchema,
  evaluationTargetSchema,
  findRef,
  listOf,
  recordedAnswers,
  repoNameSchema,
  routes,
  toErrorText,
  toUrn,
} from '../index.ts'

const schemaOf = {
  configSimilarity: evaluationConfigSchema,
  configToolCalling: evaluationConfigSchema,
  dataset: datasetSchema,
  jobCreated: evaluationJobSchema,
  jobStatus: evaluationStatusDetailsSchema,
  resultLlmJudge: evaluationResultSchema,
  targetCachedOutputs: evaluationTargetSchema,
  targetModel: evaluationTargetSchema,
} satisfies Record<keyof typeof recordedAnswers, z.ZodType>

describe('recorded answers', () => {
  it.each(Object.entries(schemaOf))('%s parses and loses nothing', (name, schema) => {
    const recorded: unknown = recordedAnswers[name as keyof typeof recordedAnswers]

    expect(schema.parse(recorded)).toEqual(recorded)
  })

  it('reads the numbers of a judged result', () => {
    const result = evaluationResultSchema.parse(recordedAnswers.resultLlmJudge)

    const score = result.tasks?.['consult_summary_eval']?.metrics?.['completeness']?.scores['completeness']
    expect(score?.value).toBe(4.92)
    expect(score?.stats?.count).toBe(25)
  })
})

describe('answers of newer servers', () => {
  it('keeps unknown keys and unknown status words', () => {
    const job = evaluationJobSchema.parse({ id: 'eval-1', status: 'paused', priority: 'high' })

    expect(job.status).toBe('paused')
    expect(job['priority']).toBe('high')
  })

  it.each([
    ['progress over 100', { progress: 101 }],
    ['progress as text', { progress: '10' }],
    ['a count below zero', { samples_processed: -1 }],
  ])('refuses %s', (_what, details) => {
    expect(evaluationStatusDetailsSchema.safeParse(details).success).toBe(false)
  })
})

describe('requests', () => {
  it.each(['qa_template', 'llama-3.2-1b@v1.0+80GB', 'a:b', 'x'.repeat(255)])('takes the name %s', (name) => {
    expect(entityNameSchema.safeParse(name).success).toBe(true)
  })

  it.each(['', 'a/b', 'a b', '..', '.', 'ä/', 'x'.repeat(256)])('refuses the name "%s"', (name) => {
    expect(entityNameSchema.safeParse(name).success).toBe(false)
  })

  it.each(['a--b', '-a', 'a.', 'a..b', 'a.git', 'a/b', 'x'.repeat(97)])('refuses the repository name "%s"', (name) => {
    expect(repoNameSchema.safeParse(name).success).toBe(false)
  })

  it('names the field a target lacks', () => {
    const { error } = evaluationTargetCreateSchema.safeParse({ type: 'rows' })

    expect(error?.issues[0]?.path).toEqual(['rows'])
  })

  it('names the task whose type is missing', () => {
    const { error } = evaluationConfigCreateSchema.safeParse({ type: 'custom', tasks: { qa: { metrics: {} } } })

    expect(error?.issues[0]?.path).toEqual(['tasks', 'qa', 'type'])
  })

  it.each([
    ['references', { config: 'ns/config', target: 'ns/target' }],
    ['objects that name stored ones', { config: { name: 'c', namespace: 'ns' }, target: { type: 'model', name: 't' } }],
    ['inline', { config: { type: 'custom', tasks: {} }, target: { type: 'rows', rows: [{ a: 1 }] } }],
  ])('takes a job with %s', (_what, body) => {
    expect(evaluationJobCreateSchema.parse(body)).toEqual(body)
  })

  it('refuses a commit line whose hash is no sha256', () => {
    const line = { key: 'lfsFile', value: { path: 'a', algo: 'sha256', oid: '../../etc', size: 1 } }

    expect(commitLineSchema.safeParse(line).success).toBe(false)
  })
})

describe('references', () => {
  it('splits and joins namespace/name', () => {
    expect(findRef('ns/name')).toEqual({ namespace: 'ns', name: 'name' })
    expect(toUrn({ namespace: 'ns', name: 'name' })).toBe('ns/name')
  })

  it.each(['name', 'a/b/c', '/b', 'a/', ''])('finds no reference in "%s"', (urn) => {
    expect(findRef(urn)).toBeUndefined()
  })
})

describe('errors', () => {
  it.each([
    ['text', { detail: 'gone' }, 'gone'],
    ['a list', { detail: [{ loc: ['body', 'type'], msg: 'required', type: 'missing' }] }, 'body.type: required'],
    ['the hub shape', { error: 'no such repo' }, 'no such repo'],
    ['anything else', '<html>', undefined],
  ])('reads %s', (_what, body, text) => {
    expect(toErrorText(body)).toBe(text)
  })
})

it('gives lists of any item', () => {
  const page = listOf(datasetSchema).parse({ object: 'list', data: [recordedAnswers.dataset] })

  expect(page.data[0]?.files_url).toContain('hf://datasets/')
})

it('has one route for each method and path', () => {
  const keys = Object.entries(routes)
    // the Entity Store and the inference API both answer GET /v1/models
    .filter(([group]) => group !== 'inference')
    .flatMap(([, group]) => Object.values(group))
    .map((route) => `${route.method} ${route.path}`)

  expect(new Set(keys).size).toBe(keys.length)
})
