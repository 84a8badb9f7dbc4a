/** Components of third parties, as the server writes them into the page; none where the page comes from elsewhere. */
import { componentSpecSchema, type ComponentSpec } from '@evalflow/graph'
import { z } from 'zod'

/** Trusted as far as the page is; still parsed, since a wrong spec would break the editor far from its cause. */
export function parseExtensionSpecs(text: string): ComponentSpec[] {
  const isFilled = text.trim().startsWith('[')
  return isFilled ? z.array(componentSpecSchema).parse(JSON.parse(text)) : []
}
