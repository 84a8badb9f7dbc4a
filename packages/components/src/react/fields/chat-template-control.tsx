/** Messages with a role and a template each, in order. */
import { Button, IconButton, Select, TextArea } from '@evalflow/ui'
import { Plus, X } from 'lucide-react'
import { useT } from '../messages.ts'
import type { FieldControlProps } from './field-control-props.ts'

interface Message {
  role: string
  content: string
}
const ROLES = ['system', 'user', 'assistant'].map((role) => ({ value: role, label: role }))

export function ChatTemplateControl({ field, value, onChange }: FieldControlProps) {
  const t = useT()
  // a template may also be one expression that renders to messages
  if (typeof value === 'string')
    return <TextArea mono rows={4} value={value} onChange={onChange} aria-label={field.label} />
  const messages = toMessages(value)
  const change = (next: readonly Message[]) => onChange(next.map(({ role, content }) => ({ role, content })))
  const set = (index: number, message: Message) => change(messages.map((old, at) => (at === index ? message : old)))
  return (
    <div className="ev-stack">
      {messages.map((message, index) => (
        <div key={index} className="evc-message">
          <div className="ev-row">
            <span style={{ width: 110 }}>
              <Select
                size="small"
                aria-label={`${t('role')} ${index + 1}`}
                value={message.role}
                options={ROLES}
                onChange={(role) => set(index, { ...message, role })}
              />
            </span>
            <span className="ev-grow" />
            <IconButton
              size="small"
              label={t('removeLine')}
              icon={<X aria-hidden />}
              onClick={() => change(messages.filter((_, at) => at !== index))}
            />
          </div>
          <TextArea
            mono
            rows={2}
            aria-label={`${t('message')} ${index + 1}`}
            value={message.content}
            onChange={(content) => set(index, { ...message, content })}
          />
        </div>
      ))}
      <span>
        <Button
          size="small"
          icon={<Plus aria-hidden />}
          onClick={() => change([...messages, { role: messages.length === 0 ? 'system' : 'user', content: '' }])}
        >
          {t('addMessage')}
        </Button>
      </span>
    </div>
  )
}

function toMessages(value: FieldControlProps['value']): Message[] {
  if (!Array.isArray(value)) return []
  return value.map((item) => {
    const turn = typeof item === 'object' && item !== null && !Array.isArray(item) ? item : {}
    return { role: String(turn['role'] ?? 'user'), content: String(turn['content'] ?? '') }
  })
}
