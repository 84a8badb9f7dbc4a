/**
 * Lets the bundler drop those parts of @xyflow/react that no page uses (mini map, controls): it comes as one file, whose calls
 * of `memo` and names for developer tools look as if they did something.
 */
import type { Plugin } from 'vite'

const FILE = /\/@xyflow\/react\/dist\/esm\/index\.js$/

export function xyflowInParts(): Plugin {
  return {
    name: 'xyflow-in-parts',
    apply: 'build',
    transform: {
      filter: { id: FILE },
      handler: (code) => ({
        code: code
          .replaceAll(/^((?:const|var) [\w$]+ = )((?:memo|forwardRef)\()/gm, '$1/*#__PURE__*/ $2')
          .replaceAll(/^\w+\.displayName = '\w+';$/gm, ''),
        map: null,
      }),
    },
  }
}
