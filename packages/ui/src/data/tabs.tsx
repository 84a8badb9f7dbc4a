/** Views of one thing, with counts. */
import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { formatNumber } from '../format/format.ts'

export interface TabItem {
  value: string
  label: ReactNode
  count?: number | undefined
}

export interface TabsProps {
  value: string
  onChange: (value: string) => void
  items: readonly TabItem[]
  label: string
  /** `TabPanel`s. */
  children?: ReactNode
  /** Right of the tabs. */
  trailing?: ReactNode
}

export function Tabs({ value, onChange, items, label, children, trailing }: TabsProps) {
  return (
    <Radix.Root className="ev-tabs" value={value} onValueChange={onChange}>
      <div className="ev-row" style={{ borderBottom: '1px solid var(--line)', paddingInlineEnd: trailing ? 10 : 0 }}>
        <Radix.List className="ev-tablist ev-grow" aria-label={label} style={{ border: 0 }}>
          {items.map((item) => (
            <Radix.Trigger key={item.value} className="ev-tab" value={item.value}>
              {item.label}
              {item.count !== undefined && <span className="ev-tab-count">{formatNumber(item.count)}</span>}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {trailing}
      </div>
      {children}
    </Radix.Root>
  )
}

export function TabPanel({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Radix.Content className="ev-tabpanel" value={value}>
      {children}
    </Radix.Content>
  )
}
