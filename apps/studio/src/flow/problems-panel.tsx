/** What keeps the flow from running, and where: the count in the status line, the list beside the canvas. */
import { useEditorState } from '@evalflow/editor'
import type { Problem } from '@evalflow/graph'
import { Drawer, EmptyState } from '@evalflow/ui'
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import { useT } from './messages.ts'
import { describeProblem } from './describe-problem.ts'
import { useProblems } from './use-problems.ts'

export interface ProblemsPanelProps {
  onShow: (problem: Problem) => void
  onClose: () => void
  fill: boolean
}

export function ProblemsPanel({ onShow, onClose, fill }: ProblemsPanelProps) {
  const t = useT()
  const found = useProblems()
  const flow = useEditorState((state) => state.flow)
  const specs = useEditorState((state) => state.specs)
  return (
    <div className="es-drawer">
      <Drawer name="problems" title={t('problems')} onClose={onClose} defaultWidthPx={360} minWidthPx={280} fill={fill}>
        {found.length === 0 ? (
          <EmptyState icon={<CircleCheck aria-hidden />} title={t('noProblems')} />
        ) : (
          <ul className="esf-list" aria-label={t('problems')}>
            {found.map((problem, index) => (
              <li key={index}>
                <button
                  type="button"
                  className="esf-item"
                  data-severity={problem.severity}
                  onClick={() => onShow(problem)}
                >
                  <span className="esf-item-line">
                    <SeverityIcon severity={problem.severity} />
                    <span>{describeProblem(problem, flow, specs)}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Drawer>
    </div>
  )
}

/** Count in the status line; opens the list. */
export function ProblemCount({ onOpen }: { onOpen: () => void }) {
  const t = useT()
  const found = useProblems()
  const errors = found.filter(({ severity }) => severity === 'error').length
  if (found.length === 0) return <span className="ev-faint">{t('noProblems')}</span>
  const severity = errors > 0 ? 'error' : 'warning'
  return (
    <button type="button" className="es-plain esf-problems" data-severity={severity} onClick={onOpen}>
      <SeverityIcon severity={severity} />
      <span className="ev-num">{t('countProblems', { count: found.length })}</span>
    </button>
  )
}

function SeverityIcon({ severity }: Pick<Problem, 'severity'>) {
  const t = useT()
  return severity === 'error' ? (
    <CircleAlert role="img" aria-label={t('severityError')} />
  ) : (
    <TriangleAlert role="img" aria-label={t('severityWarning')} />
  )
}
