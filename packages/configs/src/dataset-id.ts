/**
 * What a dataset is called inside a config's name (rules N8 to N10; the table of forms is in SPEC.md).
 *
 * The namespace is dropped, all that follows is joined by `_`. Names are for people: two datasets can share an id, and
 * configs are told apart by their record, not by their name (DESIGN D1).
 */
import { toLegalPart } from './legal-name.ts'

/** What nothing can be said about. */
export const UNKNOWN_DATASET = 'unknown_dataset'

/** `hf://datasets/default/my-dataset/v1` gives `my-dataset_v1`. Always legal within a name. */
export function toDatasetId(filesUrl: string): string {
  const id = segmentsOf(filesUrl.trim()).join('_')
  return id === '' ? UNKNOWN_DATASET : toLegalPart(id)
}

function segmentsOf(url: string): string[] {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  const rest = scheme === undefined ? url : url.slice(scheme.length + 1)
  const path = rest.replace(/[?#].*/s, '')
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode)
  switch (scheme) {
    case 'hf':
      return afterNamespace(segments[0] === 'datasets' ? segments.slice(1) : segments)
    case 'http':
    case 'https':
      return webSegments(segments)
    case 'file':
      return segments
    default:
      return afterNamespace(segments)
  }
}

const afterNamespace = (segments: string[]): string[] => (segments.length > 1 ? segments.slice(1) : segments)

/** Pages and files of a Hugging Face hub name a dataset; of any other address the last two segments are kept. */
function webSegments([_host, ...path]: string[]): string[] {
  const at = path.indexOf('datasets')
  if (at < 0 || path.length < at + 3) return path.slice(-2)
  const [name = '', kind = '', revision, ...file] = path.slice(at + 2)
  if (!['tree', 'blob', 'resolve', 'raw'].includes(kind)) return path.slice(at + 2)
  const isDefault = revision === undefined || revision === 'main'
  return [isDefault ? name : `${name}@${revision}`, ...file]
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // A lone `%` is no escape: the text is taken as it is.
    return segment
  }
}
