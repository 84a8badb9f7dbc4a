/**
 * Error bodies: `{detail: "text"}`, or FastAPI's list of issues with status 422.
 *
 * The Data Store's Hugging Face API answers `{error: "text"}` instead and names the kind in `X-Error-Code`.
 * Source: SDK 1.5.0 `types/shared/error_response.py`; FastAPI `HTTPValidationError`; huggingface_hub `utils/_http.py`.
 */
import { z } from 'zod'

export const validationIssueSchema = z.looseObject({
  /** From the outside in: `["body", "tasks", "qa", "type"]`. */
  loc: z.array(z.union([z.string(), z.number()])),
  msg: z.string(),
  type: z.string(),
})
export type ValidationIssue = z.infer<typeof validationIssueSchema>

export const nemoErrorSchema = z.looseObject({ detail: z.union([z.string(), z.array(validationIssueSchema)]) })
export type NemoError = z.infer<typeof nemoErrorSchema>

export const HF_ERROR_CODES = ['RepoNotFound', 'RevisionNotFound', 'EntryNotFound', 'GatedRepo'] as const
export type HfErrorCode = (typeof HF_ERROR_CODES)[number]
export const hfErrorSchema = z.looseObject({ error: z.string() })

/** What stands in answers for every value under `api_key` and `hf_token`, at every depth. */
export const SECRET_MASK = '******'
/** Keys whose values never leave the server. */
export const SECRET_KEYS: readonly string[] = ['api_key', 'hf_token']

/** One line for people from any error body: the detail, or `field: message` of each issue. */
export function toErrorText(body: unknown): string | undefined {
  const nemo = nemoErrorSchema.safeParse(body)
  if (nemo.success) {
    const { detail } = nemo.data
    if (typeof detail === 'string') return detail
    return detail.map((issue) => `${issue.loc.join('.')}: ${issue.msg}`).join('; ')
  }
  const hf = hfErrorSchema.safeParse(body)
  return hf.success ? hf.data.error : undefined
}
