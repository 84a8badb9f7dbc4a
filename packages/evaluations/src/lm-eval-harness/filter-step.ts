/** One step of a filter: answers of a row in, answers out. A type of its own, so that tasks' own steps need no more. */
import type { Doc } from './task-definition.ts'

export type FilterStep = (answers: readonly string[], doc: Doc) => readonly string[]
export type FilterOptions = Readonly<Record<string, unknown>>
/** @throws EvaluationError `config_invalid` */
export type CreateStep = (options: FilterOptions, path: string) => FilterStep
