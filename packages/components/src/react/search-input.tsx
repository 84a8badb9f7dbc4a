/** The box a list is searched by: its label stands in it until something is typed. */
import { TextInput } from '@evalflow/ui'
import { Search } from 'lucide-react'

export interface SearchInputProps {
  label: string
  value: string
  onChange: (value: string) => void
  disabled?: boolean
}

export function SearchInput({ label, ...props }: SearchInputProps) {
  return (
    <TextInput
      type="search"
      className="evc-search"
      icon={<Search aria-hidden />}
      aria-label={label}
      placeholder={label}
      {...props}
    />
  )
}
