/** The panel on the right: settings, scores, samples, output and log of one node. Nodes decide nothing here but tabs. */
import {
  NO_FILTERS,
  JobFigures,
  readEvaluatorRun,
  SamplesView,
  ScoresView,
  type SampleFilters,
} from '@evalflow/components/react'
import { useEditor, useEditorState, useNodeBody, type NodeBodyProps } from '@evalflow/editor'
import { Drawer, EmptyState, formatDateTime, TabPanel, Tabs, type TabItem } from '@evalflow/ui'
import { useState } from 'react'
import { useT } from '../messages.ts'
import { useT as useFlowT } from './messages.ts'
import { OutputView } from './output-view.tsx'

export interface NodeDrawerProps {
  node: string
  tab: string | undefined
  onTabChange: (tab: string) => void
  onClose: () => void
  /** Takes the whole width (small screens). */
  fill: boolean
}

export function NodeDrawer({ node, tab, onTabChange, onClose, fill }: NodeDrawerProps) {
  const body = useNodeBody(node)
  const isGone = useEditorState((state) => !Object.hasOwn(state.flow.nodes, node))
  if (isGone) return <GoneNode node={node} onClose={onClose} fill={fill} />
  if (!body) return null
  return (
    <div className="es-drawer">
      <Drawer
        name="node"
        title={body.node.name ?? body.spec.title}
        onClose={onClose}
        defaultWidthPx={432}
        minWidthPx={320}
        maxWidthPx={900}
        fill={fill}
      >
        <DrawerTabs key={node} body={body} tab={tab} onTabChange={onTabChange} />
      </Drawer>
    </div>
  )
}

/** What a link or a reload finds whose node was removed. */
function GoneNode({ node, onClose, fill }: { node: string; onClose: () => void; fill: boolean }) {
  const t = useFlowT()
  return (
    <div className="es-drawer">
      <Drawer
        name="node"
        title={t('nodeGone')}
        onClose={onClose}
        defaultWidthPx={432}
        minWidthPx={320}
        maxWidthPx={900}
        fill={fill}
      >
        <EmptyState title={t('nodeGone')}>{t('nodeGoneText', { node })}</EmptyState>
      </Drawer>
    </div>
  )
}

function DrawerTabs({
  body,
  tab,
  onTabChange,
}: {
  body: NodeBodyProps
  tab: string | undefined
  onTabChange: (tab: string) => void
}) {
  const t = useT()
  const { views } = useEditor()
  const [filters, setFilters] = useState<SampleFilters>(NO_FILTERS)
  const evaluation = readEvaluatorRun(body.run)
  const Inspector = views[body.spec.type]?.Inspector
  const items: TabItem[] = [
    ...(Inspector ? [{ value: 'inspector', label: t('inspector') }] : []),
    ...(evaluation.jobId === null
      ? []
      : [
          { value: 'scores', label: t('results') },
          {
            value: 'samples',
            label: t('samples'),
            ...(evaluation.progress ? { count: evaluation.progress.done } : {}),
          },
          { value: 'speed', label: t('speed') },
        ]),
    { value: 'output', label: t('output') },
    { value: 'log', label: t('log') },
  ]
  const shown = items.find((item) => item.value === tab)?.value ?? items[0]?.value ?? 'output'
  return (
    <Tabs label={body.spec.title} value={shown} onChange={onTabChange} items={items}>
      {Inspector && (
        <TabPanel value="inspector">
          <Inspector {...body} />
        </TabPanel>
      )}
      <TabPanel value="scores">
        <div className="es-panel">
          {evaluation.scores.length === 0 ? (
            <EmptyState title={t('noScores')}>{t('scoresComing')}</EmptyState>
          ) : (
            <>
              <ScoresView scores={evaluation.scores} as="chart" onOpen={() => onTabChange('samples')} />
              <ScoresView scores={evaluation.scores} as="table" onOpen={() => onTabChange('samples')} />
            </>
          )}
        </div>
      </TabPanel>
      <TabPanel value="samples">
        {evaluation.jobId !== null && (
          <SamplesView
            jobId={evaluation.jobId}
            live={body.run?.state === 'running'}
            filters={filters}
            onFiltersChange={setFilters}
          />
        )}
      </TabPanel>
      <TabPanel value="speed">
        <div className="es-panel">
          {evaluation.progress ? <JobFigures progress={evaluation.progress} /> : <EmptyState title={t('noFigures')} />}
        </div>
      </TabPanel>
      <TabPanel value="output">
        <OutputView body={body} />
      </TabPanel>
      <TabPanel value="log">
        <Log body={body} />
      </TabPanel>
    </Tabs>
  )
}

function Log({ body }: { body: NodeBodyProps }) {
  const t = useT()
  const logs = body.run?.logs ?? []
  if (logs.length === 0) return <EmptyState title={t('noLog')} />
  return (
    <div className="es-log">
      {logs.map((line, index) => (
        <div key={index} data-level={line.level}>
          <span className="ev-faint ev-num">{formatDateTime(line.at)}</span> {line.message}
        </div>
      ))}
    </div>
  )
}
