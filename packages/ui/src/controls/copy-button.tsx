/** Copies a text and says so. With a label it is a button, without one an icon. */
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useT } from '../i18n/messages.ts'
import { notify } from '../overlays/toast.tsx'
import { Button, IconButton } from './button.tsx'

export interface CopyButtonProps {
  text: string | (() => string)
  label?: string | undefined
  size?: 'small' | 'medium' | undefined
}

export function CopyButton({ text, label, size = 'small' }: CopyButtonProps) {
  const t = useT()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text())
      setCopied(true)
    } catch {
      notify.bad(t('copyFailed'))
    }
  }
  const icon = copied ? <Check aria-hidden /> : <Copy aria-hidden />
  if (label === undefined)
    return <IconButton size={size} label={copied ? t('copied') : t('copy')} icon={icon} onClick={copy} />
  return (
    <Button size={size} variant="ghost" icon={icon} onClick={copy}>
      {copied ? t('copied') : label}
    </Button>
  )
}
