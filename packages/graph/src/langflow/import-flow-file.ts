/** Any file a person drops on the canvas or gives to `evalflow import`. */
import { fromCanonical } from '../canonical.ts'
import { graphErrors } from '../errors.ts'
import type { Flow } from '../flow.ts'
import { detectFormat, FOREIGN_PRODUCTS } from './detect-format.ts'
import { findJsonBreak } from './find-json-break.ts'
import { type ImportOptions, importLangflow } from './import-langflow.ts'
import type { ImportReport } from './import-report.ts'

export type ImportedFile =
  | { flow: Flow; format: 'evalflow'; report: null }
  | { flow: Flow; format: 'langflow'; report: ImportReport }

/**
 * Reads `input`, the file's text or parsed JSON. Nothing is started, fetched or run.
 *
 * @throws GraphError `foreign_format` (Flowise, n8n, ComfyUI, Dify), `unknown_format`, `invalid_langflow`,
 * `invalid_flow`, `unsupported_version`: each message is one sentence or two that a person can act on
 */
export function importFlowFile(input: unknown, options: ImportOptions = {}): ImportedFile {
  const document = typeof input === 'string' ? parseText(input) : input
  const format = detectFormat(document)
  if (format === 'evalflow') return { flow: fromCanonical(document), format, report: null }
  if (format === 'langflow') return { ...importLangflow(document, options), format }
  const product = FOREIGN_PRODUCTS[format]
  throw product ? graphErrors.foreignFormat(product.name, product.hint) : graphErrors.unknownFormat()
}

function parseText(text: string): unknown {
  const json = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(json)
  } catch {
    // Dify writes YAML; its head is enough to know it.
    const head = text.slice(0, 100_000)
    if (/^app:\s*$/m.test(head) && /^(kind:\s*app|workflow:|model_config:)/m.test(head)) {
      throw graphErrors.foreignFormat(FOREIGN_PRODUCTS.dify?.name ?? '', FOREIGN_PRODUCTS.dify?.hint ?? '')
    }
    const broken = /^\s*[[{]/.test(head) ? findJsonBreak(json) : undefined
    throw broken ? graphErrors.brokenJson(broken) : graphErrors.unknownFormat()
  }
}
