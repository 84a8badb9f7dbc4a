/** Report on the canvas: title and files; what was written, to take away. */
import type { NodeBodyProps, NodeView } from '@evalflow/editor'
import { formatBytes } from '@evalflow/ui'
import { Download, FileText } from 'lucide-react'
import { z } from 'zod'
import { useT } from '../messages.ts'
import { Inspector } from './inspector.tsx'
import { NodeFields, RunError, RunFoot } from './node-parts.tsx'

const filesSchema = z.array(z.object({ id: z.string(), name: z.string(), size_bytes: z.number(), format: z.string() }))

function Body(props: NodeBodyProps) {
  const t = useT()
  const { run, inputs } = props
  const files = filesSchema.safeParse(run?.outputs?.['files']).data ?? []
  return (
    <div className="evc-node">
      {inputs['results'] === undefined && <p className="ev-muted">{t('connectResults')}</p>}
      <NodeFields {...props} />
      {files.length > 0 && (
        <ul className="evc-files nodrag">
          {files.map((file) => (
            <li key={file.name}>
              {/* the server answers as an attachment, so nothing of it opens in this origin */}
              <a href={`/api/files/${encodeURIComponent(file.id)}`} download={file.name} className="evc-file">
                <Download aria-hidden />
                <span className="ev-grow ev-ellipsis">{file.name}</span>
                <span className="ev-faint ev-num">{formatBytes(file.size_bytes)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <RunError run={run} />
    </div>
  )
}

function Footer(props: NodeBodyProps) {
  const t = useT()
  const files = filesSchema.safeParse(props.run?.outputs?.['files']).data
  return <RunFoot {...props} fact={files && t('fileCount', { count: files.length })} />
}

export const reportView: NodeView = {
  Body,
  Footer,
  Inspector,
  icon: FileText,
  subtitle: (values) => (typeof values['title'] === 'string' ? values['title'] : ''),
  size: { bodyHeight: 158 },
}
