/** What a select is given. */
import type { Option } from './option.ts'

export interface SelectProps {
  value: string | null
  onChange: (value: string) => void
  options: readonly Option[]
  placeholder?: string | undefined
  disabled?: boolean | undefined
  size?: 'small' | 'medium' | undefined
  'aria-label'?: string | undefined
}
