/** Rows of BFCL, and what is joined to them: possible answers by id, documentation of functions by class. */
import type { FunctionDoc } from '@evalflow/metrics'
import { z } from 'zod'
import { backends } from './backends/registry.ts'
import { evaluationErrors } from '../errors.ts'
import type { Row } from '../template/row-view.ts'
import type { DatasetRef, EvaluationServices } from '../types.ts'

const messageSchema = z.looseObject({ role: z.string(), content: z.unknown() })
/** One list of messages per turn; a plain list is one turn. */
const questionSchema = z.union([z.array(z.array(messageSchema)), z.array(messageSchema).transform((turn) => [turn])])

/** `parameters` is read by the checker; the rest is for the model. */
const functionSchema = z.looseObject({
  name: z.string(),
  description: z.string().default(''),
  parameters: z.looseObject({ properties: z.record(z.string(), z.looseObject({ type: z.string() })).default({}) }),
})
export type DocumentedFunction = z.infer<typeof functionSchema>

export const asFunctionDoc = (doc: DocumentedFunction): FunctionDoc => doc as unknown as FunctionDoc

export interface BfclRow {
  id: string
  question: z.infer<typeof questionSchema>
  functions: DocumentedFunction[]
}

/** A text holding JSON is read too: numbers in it keep their form. @throws EvaluationError `template_invalid` */
export function readRow(item: Row, docs: FunctionDocs | undefined): BfclRow {
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
  return { id: String(item['id'] ?? ''), question: question.data, functions }
}

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
