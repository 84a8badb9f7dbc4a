/** What a check of a call says. */
export type CallVerdict =
  | { readonly valid: true }
  | { readonly valid: false; readonly kind: CallFault; readonly reason: string }

export type CallFault =
  | 'wrong_count'
  | 'no_match'
  | 'unknown_function'
  | 'wrong_function'
  | 'missing_required'
  | 'missing_optional'
  | 'unexpected_parameter'
  | 'wrong_type'
  | 'wrong_value'

export const VALID: CallVerdict = { valid: true }

export const invalid = (kind: CallFault, reason: string): CallVerdict => ({ valid: false, kind, reason })
