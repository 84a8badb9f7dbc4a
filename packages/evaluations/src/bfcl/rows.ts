/** Rows of BFCL, and what is joined to them: possible answers by id, documentation of functions by class. */
import type { ArgumentLanguage, FunctionDoc } from '@evalflow/metrics'
import { z } from 'zod'
import { backends } from './backends/registry.ts'
import { evaluationErrors } from '../errors.ts'
import type { DocumentedFunction } from './documented-function.ts'
import { describe } from './function-tools.ts'
import type { Row } from '../template/row-view.ts'
import type { DatasetRef, EvaluationServices } from '../types.ts'

const messageSchema = z.looseObject({ role: z.string(), content: z.unknown() })
/** One list of messages per turn; a plain list is one turn. */
const questionSchema = z.union([z.array(z.array(messageSchema)), z.array(messageSchema).transform((turn) => [turn])])

const propertiesSchema = z.record(z.string(), z.looseObject({ type: z.string() }))
const shapeSchema = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  parameters: z.looseObject({ properties: propertiesSchema.optional() }),
})

/** As the row has it, keys in its order: the model is shown them so. */
const functionSchema = z
  .custom<z.infer<typeof shapeSchema>>((given) => shapeSchema.safeParse(given).success)
  .transform(({ name, description = '', parameters, ...rest }): DocumentedFunction => ({
    name,
    description,
    parameters: { ...parameters, properties: parameters.properties ?? {} },
    ...rest,
  }))

export const asFunctionDoc = (doc: DocumentedFunction): FunctionDoc => doc as unknown as FunctionDoc

export interface BfclRow {
  id: string
  question: z.infer<typeof questionSchema>
  /** All, as they are documented. */
  functions: DocumentedFunction[]
  /** As a model is shown them from the first turn on. */
  shown: DocumentedFunction[]
  /** By 0-based turn, those it is given only then, shown as they are documented. */
  late: ReadonlyMap<number, readonly DocumentedFunction[]>
}

/** A text holding JSON is read too: numbers in it keep their form. @throws EvaluationError `template_invalid` */
export function readRow(item: Row, docs: FunctionDocs | undefined, language?: ArgumentLanguage): BfclRow {
  const question = questionSchema.safeParse(item['question'])
  if (!question.success || question.data.length === 0)
    throw evaluationErrors.templateFailed('question', new Error('the row has no list of messages in "question"'))
  const given = z.array(functionSchema).safeParse(item['function'])
  const classes = readClasses(item)
  const functions = given.success ? given.data : classes.flatMap((name) => docs?.get(name) ?? [])
  if (functions.length === 0)
    throw evaluationErrors.templateFailed(
      'function',
      new Error('the row has no "function", and `params.function_docs` documents none of its classes'),
    )
  const missed = missedSchema.parse(item['missed_function'] ?? {})
  const late = Object.entries(missed).map(
    ([turn, names]) =>
      [Number(turn), names.flatMap((missing) => functions.find(({ name }) => name === missing) ?? [])] as const,
  )
  const held = new Set(late.flatMap(([, found]) => found))
  const shown = describe(
    functions.filter((doc) => !held.has(doc)),
    language,
  )
  return { id: String(item['id'] ?? ''), question: question.data, functions, shown, late: new Map(late) }
}

/** Names by 0-based turn. */
const missedSchema = z.record(z.string(), z.array(z.string())).catch({})

export const readClasses = (item: Row): string[] => z.array(z.string()).catch([]).parse(item['involved_classes'])

/** Of a class, its functions in the order of the documentation. */
export type FunctionDocs = ReadonlyMap<string, readonly DocumentedFunction[]>

/** Functions are told apart by the class that has a method of their name. */
export async function openFunctionDocs(ref: DatasetRef, services: EvaluationServices): Promise<FunctionDocs> {
  const owners = new Map<string, string>()
  for (const [name, create] of Object.entries(backends))
    for (const method of Object.keys(create({}, { today: new Date(0) }).methods)) owners.set(method, name)
  const docs = new Map<string, DocumentedFunction[]>()
  for await (const row of (await services.openDataset(ref)).rows()) {
    const read = functionSchema.safeParse(row)
    const owner = read.success ? owners.get(read.data.name) : undefined
    if (!read.success || owner === undefined) continue
    docs.set(owner, [...(docs.get(owner) ?? []), read.data])
  }
  return docs
}

/** Possible answers by the id of their row, as the dataset has them. */
export async function openAnswers(
  ref: DatasetRef,
  services: EvaluationServices,
): Promise<ReadonlyMap<string, unknown>> {
  const answers = new Map<string, unknown>()
  for await (const row of (await services.openDataset(ref)).rows()) answers.set(String(row['id']), row['ground_truth'])
  return answers
}
