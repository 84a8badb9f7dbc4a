/** Changes a template: its content as JSON left, what that changes by field and every problem right. */
import { Button, Dialog, Field, notify, TextArea, TextInput } from '@evalflow/ui'
import { diffJson } from '@evalflow/configs'
import { templateContentSchema } from '@evalflow/contract'
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { JsonObject } from '../../services.ts'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { useConfigWritten } from './config-cache.ts'
import { ConfigProblems } from './config-problems.tsx'
import { FieldDiff } from './field-diff.tsx'
import type { TemplateContentInput, TemplateVersionItem } from './library-port.ts'
import { useVersions } from './versions-dialog.tsx'

export function EditTemplateDialog({ config, onClose }: { config: string; onClose: () => void }) {
  const t = useT()
  const query = useVersions(config)
  const current = query.data?.versions.find((version) => version.current)
  if (current) return <Editor key={config} config={config} base={current} onClose={onClose} />
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('editTemplate')}>
      <ListState query={query}>{() => null}</ListState>
    </Dialog>
  )
}

type Read = { content: TemplateContentInput } | { problem: string }

function Editor({ config, base, onClose }: { config: string; base: TemplateVersionItem; onClose: () => void }) {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  // what was opened stays the base: somebody else's change meanwhile is a conflict, not silently overwritten
  const [opened] = useState(base)
  const before = useMemo(() => JSON.stringify(opened.content, null, 2), [opened])
  const [text, setText] = useState(before)
  const [note, setNote] = useState('')
  const read = useMemo(() => readContent(text), [text])
  const content = 'content' in read ? read.content : null
  const changes = useMemo(() => (content ? diffJson(opened.content, content) : []), [content, opened])
  const save = useMutation({
    mutationFn: async () => {
      if (!content) throw new Error(t('correctFields'))
      return port.configLibrary.edit({
        config,
        base_hash: opened.hash,
        content,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      })
    },
    onSuccess: async ({ version }) => {
      notify.good(t('savedAs', { name: config, version }))
      await written()
      onClose()
    },
  })
  const canSave = content !== null && changes.length > 0
  return (
    <Dialog
      open
      size="full"
      onOpenChange={(open) => !open && onClose()}
      title={t('editTitle', { name: config.split('/').at(-1) ?? config })}
      description={t('editHelp', { version: opened.version, next: opened.version + 1 })}
      dirty={text !== before}
      onSubmit={() => canSave && save.mutate()}
      note={
        save.error ? (
          <span className="ev-field-error" role="alert">
            {save.error.message}
          </span>
        ) : (
          t('editNote')
        )
      }
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            shortcut="Mod+Enter"
            disabled={!canSave}
            busy={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('saveVersion', { version: opened.version + 1 })}
          </Button>
        </>
      }
      preview={
        <div className="ev-stack" style={{ gap: 12 }}>
          <ConfigProblems
            exists
            body={content && ({ ...content, name: config.split('/').at(-1) ?? '' } as JsonObject)} // content is JSON by its schema
          />
          <b>{t('changeCount', { count: changes.length })}</b>
          {changes.length > 0 && (
            <FieldDiff label={t('whatChanges')} before={`v${opened.version}`} after={t('yours')} changes={changes} />
          )}
        </div>
      }
    >
      <Field label={t('content')} error={'problem' in read ? read.problem : undefined}>
        <TextArea mono rows={22} value={text} onChange={setText} />
      </Field>
      <Field label={t('noteWhy')}>
        <TextInput value={note} onChange={setNote} placeholder={t('noteWhyPlaceholder')} maxLength={500} />
      </Field>
    </Dialog>
  )
}

function readContent(text: string): Read {
  try {
    const parsed = templateContentSchema.safeParse(JSON.parse(text))
    if (parsed.success) return { content: parsed.data }
    const issue = parsed.error.issues[0]
    return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
