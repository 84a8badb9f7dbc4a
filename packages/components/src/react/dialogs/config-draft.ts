/**
 * The draft behind *New config*: what was typed, per evaluation type, and what it would create. Pure; the dialog draws it.
 *
 * Field ids keep the reference's `NN_` prefix, since their order is the specification's.
 */
import { createConfigBody, toDatasetId, toRuntimeConfigName } from '@evalflow/configs'
import { evaluationForms, type EvaluationForm } from '@evalflow/evaluations/fields'
import { validateFields, withDefaults, type FieldSpec, type JsonValue, type Values } from '@evalflow/graph'
import type { JsonObject } from '../../services.ts'
import type { DatasetValue } from '../../values.ts'
