/** Model Target and Existing Dataset: a choice, and what is known of it. */
import type { NodeBodyProps, NodeView } from '@evalflow/editor'
import type { JsonValue } from '@evalflow/graph'
import { formatBytes, formatNumber } from '@evalflow/ui'
import { Box, Link } from 'lucide-react'
import { FieldForm } from '../fields/field-form.tsx'
import { FieldSourcesProvider, useStudioSources } from '../fields/field-sources.tsx'
import { useT } from '../messages.ts'
import { Inspector } from './inspector.tsx'
import { RunError } from './node-parts.tsx'
import { TargetProbe } from './target-probe.tsx'
import { usePickedDataset } from './use-datasets.ts'

/** Fields that are not advanced, on the node itself. */
function FieldsBody({ spec, values, run, setValue }: NodeBodyProps) {
  const sources = useStudioSources()
  return (
    <div className="evc-node nodrag">
      <FieldSourcesProvider value={sources}>
        <FieldForm
          fields={spec.fields.filter((field) => !field.advanced)}
          values={values}
          onChange={(id, value) => setValue(id, value ?? undefined)}
        />
      </FieldSourcesProvider>
      <RunError run={run} />
    </div>
  )
}

function DatasetFooter({ values }: NodeBodyProps) {
  const t = useT()
  const dataset = usePickedDataset(text(values['dataset']) || null)
  const facts = dataset
    ? [
        dataset.records === null ? null : t('rowCount', { count: dataset.records }),
        dataset.size_bytes === null ? null : formatBytes(dataset.size_bytes),
        dataset.columns === null ? null : formatNumber(dataset.columns.length),
      ]
    : []
  return (
    <div className="evc-foot ev-muted ev-num">
      {facts
        .filter((fact) => fact !== null)
        .slice(0, 2)
        .join(' · ')}
    </div>
  )
}

const FIELD_HEIGHT_PX = 58

/** The fields, and what the target can do when asked. */
function TargetInspector(props: NodeBodyProps) {
  return (
    <>
      <Inspector {...props} />
      <div style={{ padding: '0 14px 14px' }}>
        <TargetProbe values={props.values} />
      </div>
    </>
  )
}

export const modelTargetView: NodeView = {
  Body: FieldsBody,
  Inspector: TargetInspector,
  icon: Box,
  subtitle: (values) => {
    if (values['kind'] === 'endpoint') return host(text(values['url']))
    if (values['kind'] === 'deployment') return text(values['deployment'])
    return text(values['target']).replace(/^(model|target):/, '')
  },
  size: { bodyHeight: (values) => FIELD_HEIGHT_PX * (values['kind'] === 'endpoint' ? 3 : 2) },
}

export const existingDatasetView: NodeView = {
  Body: FieldsBody,
  Footer: DatasetFooter,
  Inspector,
  icon: Link,
  subtitle: (values) => text(values['dataset']),
  size: { bodyHeight: FIELD_HEIGHT_PX },
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
const host = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)
