/** How to run a flow by command line, curl, Python and TypeScript, each to copy. */
import { CopyButton, Dialog, TabPanel, Tabs } from '@evalflow/ui'
import { useState } from 'react'
import { useT } from '../messages.ts'
import { toSnippets, type SnippetInput } from './snippets.ts'

export interface SnippetsDialogProps extends SnippetInput {
  onClose: () => void
}

export function SnippetsDialog({ onClose, ...input }: SnippetsDialogProps) {
  const t = useT()
  const [shown, setShown] = useState<string>('cli')
  const snippets = toSnippets(input)
  const current = snippets.find(({ id }) => id === shown)
  return (
    <Dialog
      open
      size="wide"
      onOpenChange={(open) => !open && onClose()}
      title={t('snippetsTitle')}
      description={t('snippetsHelp')}
      note={t('snippetsNoSecrets')}
      headActions={
        current && <CopyButton text={() => current.text} label={t('copySnippet', { name: current.title })} />
      }
    >
      <Tabs
        label={t('snippetWays')}
        value={shown}
        onChange={setShown}
        items={snippets.map(({ id, title }) => ({ value: id, label: title }))}
      >
        {snippets.map(({ id, text }) => (
          <TabPanel key={id} value={id}>
            <pre className="evc-json" tabIndex={0}>
              {text}
            </pre>
          </TabPanel>
        ))}
      </Tabs>
    </Dialog>
  )
}
