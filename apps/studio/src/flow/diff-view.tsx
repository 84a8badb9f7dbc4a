/** What differs between two versions of a flow, as a person would say it: nodes, fields before and after, wires. */
import {
  titleOf,
  type FieldChange,
  type Flow,
  type FlowDiff,
  type FlowEdge,
  type JsonValue,
  type SpecIndex,
} from '@evalflow/graph'
import type { ReactNode } from 'react'
import { useT } from './messages.ts'

export interface DiffViewProps {
  diff: FlowDiff
  before: Flow
  after: Flow
  specs: SpecIndex
  /** Goes to a node of `after`. */
  onOpen?: (node: string) => void
}

type Sign = '+' | '−' | '±'

export function DiffView({ diff, before, after, specs, onOpen }: DiffViewProps) {
  const t = useT()
  if (diff.same) return <p className="ev-muted">{t('diffSame')}</p>
  const wire = (flow: Flow, edge: FlowEdge) =>
    `${titleOf(flow, specs, edge.source.node)} › ${edge.source.port} → ${titleOf(flow, specs, edge.target.node)} › ${edge.target.port}`
  const nodes = diff.nodes
  const edges = diff.edges
  const groups = diff.groups
  return (
    <>
      {diff.info.length > 0 && (
        <Part title={t('diffFlow')}>
          <Change sign="±" name={t('diffInfo')}>
            <Fields fields={diff.info} label={(field) => field} />
          </Change>
        </Part>
      )}
      {nodes.added.length + nodes.removed.length + nodes.changed.length > 0 && (
        <Part title={t('diffNodes')}>
          {nodes.added.map((node) => (
            <Change
              key={node.id}
              sign="+"
              name={titleOf(after, specs, node.id)}
              onOpen={onOpen && (() => onOpen(node.id))}
            />
          ))}
          {nodes.removed.map((node) => (
            <Change key={node.id} sign="−" name={titleOf(before, specs, node.id)} />
          ))}
          {nodes.changed.map((node) => (
            <Change
              key={node.id}
              sign="±"
              name={titleOf(after, specs, node.id)}
              onOpen={onOpen && (() => onOpen(node.id))}
            >
              <Fields
                fields={node.fields}
                label={(field) => specs.field(node.after.type, field)?.label ?? field.replace(/^@/, '')}
              />
            </Change>
          ))}
        </Part>
      )}
      {edges.added.length + edges.removed.length + edges.changed.length > 0 && (
        <Part title={t('diffWires')}>
          {edges.added.map((edge) => (
            <Change key={edge.id} sign="+" name={wire(after, edge)} />
          ))}
          {edges.removed.map((edge) => (
            <Change key={edge.id} sign="−" name={wire(before, edge)} />
          ))}
          {edges.changed.map(({ id, before: old, after: now }) => (
            <Change key={id} sign="±" name={`${wire(before, old)} ⇒ ${wire(after, now)}`} />
          ))}
        </Part>
      )}
      {groups.added.length + groups.removed.length + groups.changed.length > 0 && (
        <Part title={t('diffGroups')}>
          {groups.added.map((group) => (
            <Change key={group.id} sign="+" name={group.name} />
          ))}
          {groups.removed.map((group) => (
            <Change key={group.id} sign="−" name={group.name} />
          ))}
          {groups.changed.map((group) => (
            <Change key={group.id} sign="±" name={group.after.name} />
          ))}
        </Part>
      )}
    </>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </section>
  )
}

function Change({
  sign,
  name,
  onOpen,
  children,
}: {
  sign: Sign
  name: string
  onOpen?: (() => void) | undefined
  children?: ReactNode
}) {
  const t = useT()
  const word = t(sign === '+' ? 'diffAdded' : sign === '−' ? 'diffRemoved' : 'diffChanged')
  return (
    <li className="esf-change">
      <div>
        <span className="esf-sign" data-sign={sign} aria-hidden>
          {sign}
        </span>
        <span className="ev-visually-hidden">{word} </span>
        {onOpen ? (
          <button type="button" className="es-plain" onClick={onOpen}>
            {name}
          </button>
        ) : (
          name
        )}
      </div>
      {children}
    </li>
  )
}

function Fields({ fields, label }: { fields: readonly FieldChange[]; label: (field: string) => string }) {
  return (
    <dl className="esf-fields">
      {fields.map((change) => (
        <div key={change.field}>
          <dt className="ev-muted">{label(change.field)}</dt>
          <dd>
            {change.before !== undefined && (
              <del>
                <Value value={change.before} />
              </del>
            )}
            {change.after !== undefined && (
              <ins>
                <Value value={change.after} />
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value({ value }: { value: JsonValue }) {
  return <pre>{typeof value === 'string' ? value : JSON.stringify(value, null, 1)}</pre>
}
