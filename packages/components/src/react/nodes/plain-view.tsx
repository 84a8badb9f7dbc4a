/** How a component looks that brings no view of its own: its fields, its error, what came out, and a foot to run it. */
import type { NodeBodyProps, NodeView } from '@evalflow/editor'
import { useT } from '../messages.ts'
import { Inspector } from './inspector.tsx'
import { NodeFields, RunError, RunFoot } from './node-parts.tsx'

const SHOWN_FIELDS = 3

function Body(props: NodeBodyProps) {
  const shown = props.spec.fields.filter((field) => !field.advanced)
  return (
    <div className="evc-node">
      <NodeFields {...props} except={shown.slice(SHOWN_FIELDS).map((field) => field.id)} />
      <RunError run={props.run} />
    </div>
  )
}

function Footer(props: NodeBodyProps) {
  const t = useT()
  const [first] = Object.values(props.run?.outputs ?? {})
  return <RunFoot {...props} fact={Array.isArray(first) ? t('rowCount', { count: first.length }) : undefined} />
}

export const plainView: NodeView = { Body, Footer, Inspector }
