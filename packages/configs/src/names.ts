/**
 * Names of evaluation configs (rules N1 to N7 in SPEC.md).
 *
 * The kind of a config is readable from its name: `{base}_template` for a template, `{base}_dataset_{datasetId}` for
 * direct and runtime configs.
 */
import { MAX_NAME_LENGTH } from '@evalflow/contract'
import { configErrors } from './errors.ts'
import { shortHash, toLegalPart } from './legal-name.ts'

export const TEMPLATE_SUFFIX = '_template'
export const DATASET_INFIX = '_dataset_'
/** A dataset id keeps this much of a name that would be too long. */
const DATASET_ID_LENGTH = 100

export const isTemplateName = (name: string): boolean =>
  name.length > TEMPLATE_SUFFIX.length && name.endsWith(TEMPLATE_SUFFIX)

/** `qa` gives `qa_template`. @throws ConfigError `name_required` */
export function toTemplateName(base: string): string {
  return toLegalPart(required(base), MAX_NAME_LENGTH - TEMPLATE_SUFFIX.length) + TEMPLATE_SUFFIX
}

/** `qa` and `my-dataset_v1` give `qa_dataset_my-dataset_v1`. @throws ConfigError `name_required` */
export function toDatasetConfigName(base: string, datasetId: string): string {
  const whole = toLegalPart(required(base))
  const id = toLegalPart(datasetId)
  if (whole.length + DATASET_INFIX.length + id.length <= MAX_NAME_LENGTH) return `${whole}${DATASET_INFIX}${id}`
  const shortId = toLegalPart(datasetId, DATASET_ID_LENGTH)
  return `${toLegalPart(required(base), MAX_NAME_LENGTH - DATASET_INFIX.length - shortId.length)}${DATASET_INFIX}${shortId}`
}

/** Name of a config whose evaluation brings its own data: the name itself, made legal. @throws ConfigError `name_required` */
export const toPlainName = (base: string): string => toLegalPart(required(base))

/** Only the last `_template` goes: `a_template_v2_template` has base `a_template_v2`. Others are their own base. */
export function toBaseName(templateName: string): string {
  return isTemplateName(templateName) ? templateName.slice(0, -TEMPLATE_SUFFIX.length) : templateName
}

/** Name of the runtime config that runs the template over the dataset, if nothing else has it. */
export const toRuntimeName = (templateName: string, datasetId: string): string =>
  toDatasetConfigName(toBaseName(templateName), datasetId)

/** `name` with a short hash of `identity`, for when another combination has `name`. Always legal. */
export function withHash(name: string, identity: string): string {
  const hash = shortHash(identity)
  return `${name.slice(0, MAX_NAME_LENGTH - hash.length - 1)}-${hash}`
}

function required(base: string): string {
  const text = base.trim()
  if (text === '') throw configErrors.nameRequired()
  return text
}
