/** Names with values, one pair a line. An empty line at the end takes the next one. */
import { IconButton, TextInput } from '@evalflow/ui'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useT } from '../messages.ts'
import type { FieldControlProps } from './field-control-props.ts'

type Pair = readonly [name: string, value: string]

export function KeyValuesControl({ field, value, onChange }: FieldControlProps) {
  const t = useT()
  // names being typed may be empty or doubled for a moment, which an object cannot hold
  const [pairs, setPairs] = useState<readonly Pair[]>(() => toPairs(value))
  const change = (next: readonly Pair[]) => {
    setPairs(next)
    onChange(Object.fromEntries(next.filter(([name]) => name.trim() !== '')))
  }
  const set = (index: number, pair: Pair) => change(pairs.map((old, at) => (at === index ? pair : old)))
  return (
    <div className="ev-stack" style={{ gap: 5 }}>
      {pairs.map(([name, item], index) => (
        <div key={index} className="ev-row" style={{ gap: 5 }}>
          <TextInput
            className="ev-grow"
            aria-label={`${field.label}: ${t('name')} ${index + 1}`}
            placeholder={t('name')}
            value={name}
            onChange={(next) => set(index, [next, item])}
          />
          <TextInput
            className="ev-grow"
            aria-label={`${field.label}: ${t('value')} ${index + 1}`}
            placeholder={t('value')}
            value={item}
            onChange={(next) => set(index, [name, next])}
          />
          <IconButton
            size="small"
            label={t('removeLine')}
            icon={<X aria-hidden />}
            onClick={() => change(pairs.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <span>
        <IconButton
          size="small"
          label={t('addLine')}
          icon={<Plus aria-hidden />}
          onClick={() => setPairs([...pairs, ['', '']])}
        />
      </span>
    </div>
  )
}

function toPairs(value: FieldControlProps['value']): readonly Pair[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).map(([name, item]) => [name, typeof item === 'string' ? item : JSON.stringify(item)])
}
