/**
 * A template as a file that can be handed on (rules E in SPEC.md): what it measures, what it needs, and a hash of both.
 *
 * Secrets are never in it: values under `api_key`, `hf_token` and of headers are left out and their places listed. A file
 * from elsewhere is untrusted: it is read as data, bounded, and refused with the path of the field at fault.
 */
import { type EvaluationConfig, evaluationConfigCreateSchema, SECRET_KEYS } from '@evalflow/contract'
import { z } from 'zod'
import { classifyConfig } from './classify-config.ts'
import { versionOf } from './config-record.ts'
import type { JsonObject, JsonValue } from './config-types.ts'
import { configErrors } from './errors.ts'
import { hashJson } from './hash.ts'
import { tasksNeedingDataset } from './inject-dataset.ts'
import { isLegalName } from './legal-name.ts'
import { contentOf } from './template-content.ts'

const SCHEMA = 'evalflow.template/1'
const MAX_BYTES = 1_000_000
const MAX_DEPTH = 40
const MAX_TEXT = 200_000
const FORBIDDEN_KEYS = new Set(['__proto__', 'prototype', 'constructor'])

const needsSchema = z.strictObject({
  /** The config's `type`. */
  evaluation_type: z.string().min(1).max(200),
  /** Columns that the rows must have; `type` where a metric can only read that. */
  columns: z.array(
    z.strictObject({ name: z.string().max(500), type: z.enum(['any', 'number', 'list']), path: z.string().max(2000) }),
  ),
  /** What is asked beside the rows: a chat or completion model, or nothing (stored answers, benchmarks). */
  model: z.enum(['chat', 'completion', 'none']),
  /** Judges and encoders, by name; `url` where the file brings the address. */
  endpoints: z.array(
    z.strictObject({
      path: z.string().max(2000),
      role: z.enum(['judge', 'encoder']),
      name: z.string().max(500),
      url: z.string().max(2000).nullable(),
    }),
  ),
})
export type TemplateNeeds = z.infer<typeof needsSchema>

const fileSchema = z.strictObject({
  schema: z.literal(SCHEMA),
  name: z.string().refine(isLegalName, 'expected 1 to 255 of letters, digits and _ - + . @ :'),
  /** Of the template when it was exported. */
  version: z.int().min(1),
  config: z.strictObject({
    type: z.string().min(1).max(200),
    description: z.string().max(10_000).optional(),
    params: z.record(z.string(), z.json()).optional(),
    tasks: z.record(z.string(), z.json()).optional(),
    groups: z.record(z.string(), z.json()).optional(),
  }),
  needs: needsSchema,
  /** Places of secrets that were left out, e.g. `tasks.qa.metrics.judge.params.model.api_endpoint.api_key`. */
  secrets: z.array(
    z
      .string()
      .max(2000)
      // an import writes to these places: `__proto__.x` would be a field of every object
      .refine((place) => !place.split('.').some((key) => FORBIDDEN_KEYS.has(key)), 'a place may not have this name'),
  ),
  /** sha256 in hex of all of the above. */
  hash: z.string(),
})
export type TemplateFile = z.infer<typeof fileSchema>

/** @throws ConfigError `not_a_template` */
export function exportTemplate(name: string, config: EvaluationConfig, needs: TemplateNeeds): TemplateFile {
  if (tasksNeedingDataset(config).length === 0) throw configErrors.notATemplate(name)
  const secrets: string[] = []
  const clean = withoutSecrets({ ...contentOf(config) }, '', secrets)
  // what is needed was read from the config, logins in addresses included
  const needed = withoutSecrets(needs, '', [])
  const whole = { schema: SCHEMA, name, version: versionOf(config), config: clean, needs: needed, secrets }
  return fileSchema.parse({ ...whole, hash: hashJson(whole) })
}

/**
 * Reads a file as text.
 *
 * @throws ConfigError `file_refused` with the path of the field: no JSON, another format, a key or value that may not be
 * there, a secret, a config that is no template, or a hash that says the file was changed
 */
export function readTemplateFile(text: string): TemplateFile {
  if (text.length > MAX_BYTES) throw configErrors.fileRefused('', `it is larger than ${MAX_BYTES} bytes.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw configErrors.fileRefused('', `it is not JSON (${error instanceof Error ? error.message : 'unreadable'}).`)
  }
  checkTree(value, '', 0)
  const found = z.looseObject({}).safeParse(value)
  if (!found.success || found.data['schema'] !== SCHEMA)
    throw configErrors.fileRefused('schema', `expected "${SCHEMA}". Export the template again with Evalflow.`)
  const parsed = fileSchema.safeParse(value)
  if (!parsed.success) throw refuse(parsed.error, '')
  const { hash, ...whole } = parsed.data
  const config = evaluationConfigCreateSchema.safeParse(whole.config)
  if (!config.success) throw refuse(config.error, 'config')
  const secrets: string[] = []
  withoutSecrets(whole.config, 'config', secrets)
  withoutSecrets(whole.needs, 'needs', secrets)
  if (secrets[0] !== undefined)
    throw configErrors.fileRefused(
      secrets[0],
      'it holds a secret, which a file must not. Take it out; it is entered here.',
    )
  if (hashJson(whole) !== hash)
    throw configErrors.fileRefused('hash', 'it is not that of the content: the file was changed after it was exported.')
  const named: EvaluationConfig = { ...config.data, name: whole.name }
  if (classifyConfig(named).kind !== 'template' || tasksNeedingDataset(named).length === 0)
    throw configErrors.fileRefused('config.tasks', 'no task waits for a dataset, so it is no template.')
  return parsed.data
}

function refuse(error: z.ZodError, prefix: string) {
  const issue = error.issues[0]
  const path = [prefix, ...(issue?.path.map(String) ?? [])].filter((part) => part !== '').join('.')
  const extra = issue?.code === 'unrecognized_keys' ? `${path === '' ? '' : `${path}.`}${issue.keys[0] ?? ''}` : path
  return configErrors.fileRefused(extra, `${issue?.message ?? 'not valid'}.`)
}

/** Before any schema, since a schema walks what it is given. */
function checkTree(value: unknown, path: string, depth: number): void {
  if (depth > MAX_DEPTH) throw configErrors.fileRefused(path, `it is nested deeper than ${MAX_DEPTH} levels.`)
  if (typeof value === 'string' && value.length > MAX_TEXT)
    throw configErrors.fileRefused(path, `this text is longer than ${MAX_TEXT} characters.`)
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`
    if (FORBIDDEN_KEYS.has(key)) throw configErrors.fileRefused(here, 'a field may not have this name.')
    checkTree(item, here, depth + 1)
  }
}

/** A copy without secrets; their places go into `found`. A null or empty value is no secret. */
function withoutSecrets(value: JsonValue | object, path: string, found: string[]): JsonValue {
  if (Array.isArray(value))
    return value.map((item: JsonValue, index) => withoutSecrets(item, `${path}.${index}`, found))
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? withoutLogin(value, path, found) : value
  const copy: JsonObject = {}
  for (const [key, item] of Object.entries(value as JsonObject)) {
    const here = path === '' ? key : `${path}.${key}`
    if (isSecret(key, item)) found.push(here)
    else if (key === 'headers' && typeof item === 'object' && item !== null)
      found.push(...Object.keys(item).map((name) => `${here}.${name}`))
    else copy[key] = withoutSecrets(item, here, found)
  }
  return copy
}

const isSecret = (key: string, value: JsonValue): boolean => SECRET_KEYS.includes(key) && value !== null && value !== ''

/** `https://user:password@host` without the login. */
function withoutLogin(text: string, path: string, found: string[]): string {
  const clean = text.replace(/^(https?:\/\/)[^/\s]*@/i, '$1')
  if (clean !== text) found.push(path)
  return clean
}
