/** The open flow as a file or on the clipboard. Secrets are in neither form; names of stored secrets are. */
import { toCanonicalJson, type Flow, type SpecIndex } from '@evalflow/graph'

export type ExportFormat = 'evalflow' | 'langflow'

export interface ExportedFile {
  name: string
  text: string
}

export async function exportFlow(flow: Flow, specs: SpecIndex, format: ExportFormat): Promise<ExportedFile> {
  const base = toFileName(flow.name)
  if (format === 'evalflow') return { name: `${base}.evalflow.json`, text: toCanonicalJson(flow, specs) }
  // rarely asked for, and not small: fetched when it is
  const { exportLangflow } = await import('@evalflow/graph/langflow')
  return { name: `${base}.langflow.json`, text: `${JSON.stringify(exportLangflow(flow, specs), null, 2)}\n` }
}

export function saveFile({ name, text }: ExportedFile): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // the download has its own hold of the blob once it began
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** Letters and digits of any script; what file systems refuse becomes a dash. */
function toFileName(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '')
  return safe.slice(0, 80) || 'flow'
}
