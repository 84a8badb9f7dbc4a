/** A config as an indented outline: exactly what will be stored, readable at a glance. */
import type { JsonValue } from '@evalflow/graph'
import { Fragment } from 'react'

export interface ConfigOutlineProps {
  value: JsonValue
  /** Values at these paths (`tasks.main_task.dataset`) are marked. */
  marked?: ReadonlySet<string>
}

export function ConfigOutline({ value, marked }: ConfigOutlineProps) {
  return (
    <pre className="evc-outline">
      {typeof value === 'object' && value !== null ? (
        <Branch value={value} path="" depth={0} marked={marked} />
      ) : (
        String(value)
      )}
    </pre>
  )
}

interface BranchProps {
  value: JsonValue[] | { [key: string]: JsonValue }
  path: string
  depth: number
  marked: ReadonlySet<string> | undefined
}

function Branch({ value, path, depth, marked }: BranchProps) {
  const indent = '  '.repeat(depth)
  const entries: [string, JsonValue][] = Array.isArray(value) ? value.map((item) => ['-', item]) : Object.entries(value)
  return (
    <>
      {entries.map(([key, item], index) => {
        const here = path === '' ? key : `${path}.${key}`
        const leaf = toLeaf(item)
        return (
          <Fragment key={`${here}-${index}`}>
            {indent}
            <span className="evc-outline-key">{key}</span>
            {leaf !== null ? (
              <>
                {'  '}
                <span
                  className="evc-outline-value"
                  data-marked={marked?.has(here) || undefined}
                  data-url={leaf.startsWith('hf://') || undefined}
                >
                  {leaf}
                </span>
                {'\n'}
              </>
            ) : (
              <>
                {'\n'}
                {typeof item === 'object' && item !== null && (
                  <Branch value={item} path={here} depth={depth + 1} marked={marked} />
                )}
              </>
            )}
          </Fragment>
        )
      })}
    </>
  )
}

/** Text of a value that fits on its key's line; null if it needs lines of its own. */
function toLeaf(value: JsonValue): string | null {
  if (Array.isArray(value))
    return value.every((item) => typeof item !== 'object' || item === null) ? value.join(', ') || '[]' : null
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '{}' : null
  return String(value)
}
