/**
 * Leaves out of zod what writes JSON schemas: every schema object holds on to it, no page of Studio ever calls it, and it
 * is a fifth of zod. A call that should come after all fails at once with the reason.
 */
import type { Plugin } from 'vite'

const SCHEMAS = /\/zod\/v4\/classic\/schemas\.js$/
const PROCESSOR =
  /inst\._zod\.processJSONSchema = \(ctx, json, params\) => processors\.\w+\(inst, ctx, json, params\);/g
const METHODS =
  /createToJSONSchemaMethod\(this, \{\}\)\(params\)|createStandardJSONSchemaMethod\(this, "(?:input|output)"\)/g
const REFUSAL = `(() => { throw new Error('JSON schemas are left out of this build; see zod-without-json-schema.ts.') })`

export function zodWithoutJsonSchema(): Plugin {
  return {
    name: 'zod-without-json-schema',
    apply: 'build',
    transform: {
      filter: { id: SCHEMAS },
      handler(code) {
        const without = code
          .replaceAll(PROCESSOR, '')
          .replaceAll(METHODS, (call) => (call.endsWith('(params)') ? `${REFUSAL}()` : REFUSAL))
        if (/processors\.\w+Processor|create\w*JSONSchemaMethod\(/.test(without))
          this.error('zod writes JSON schemas in another way now: mend or remove zod-without-json-schema.ts.')
        return { code: without, map: null }
      },
    },
  }
}
