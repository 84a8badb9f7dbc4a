/** How long the cells of each column are, in characters, words, or the tokens of a local model; never in guessed tokens. */
import { Field, formatNumber, formatPercent, Select, Table } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { Preview } from '../wire.ts'

type Statistics = NonNullable<Preview['statistics']>

export interface LengthsProps {
  statistics: Statistics
  /** Type of a column by its name. */
  types: ReadonlyMap<string, string>
  /** Rows that can be used. */
  used: number
  onTokenizer: (model: string | null) => void
}

const MODEL = 'model:'

export function Lengths({ statistics, types, used, onTokenizer }: LengthsProps) {
  const t = useT()
  const port = useStudioPort()
  const [unit, setUnit] = useState('chars')
  const models = useQuery({ queryKey: ['models', 'tokenizers'], queryFn: ({ signal }) => port.listModels(signal) })
  const withTokens = (models.data ?? []).filter(({ kind, state }) => kind === 'local' && state === 'ready')
  const change = (next: string) => {
    setUnit(next)
    onTokenizer(next.startsWith(MODEL) ? next.slice(MODEL.length) : null)
  }
  const asked = unit.startsWith(MODEL) ? unit.slice(MODEL.length) : null
  const isCounted = asked === null || statistics.tokens?.model === asked
  return (
    <div className="ev-stack" style={{ gap: 8, paddingTop: 8 }}>
      <Field label={t('lengthsIn')}>
        <Select
          size="small"
          value={unit}
          onChange={change}
          options={[
            { value: 'chars', label: t('unit_chars') },
            { value: 'words', label: t('unit_words') },
            ...withTokens.map(({ id, label }) => ({ value: `${MODEL}${id}`, label: t('tokensOf', { model: label }) })),
          ]}
        />
      </Field>
      {asked !== null && (
        <div className="ev-muted ev-num" aria-live="polite">
          {isCounted && statistics.tokens
            ? t('tokensOfRows', { count: statistics.tokens.rows, uncounted: statistics.tokens.uncounted })
            : t('countingTokens')}
        </div>
      )}
      <Table
        label={t('rowsStatistics')}
        rows={statistics.columns}
        rowKey={({ name }) => name}
        columns={[
          { id: 'name', header: t('columnWord'), cell: ({ name }) => <code className="evc-break">{name}</code> },
          { id: 'type', header: t('typeWord'), cell: ({ name }) => types.get(name) ?? '–' },
          { id: 'empty', header: t('emptyShare'), align: 'right', cell: ({ empty }) => formatPercent(empty / used) },
          ...(['p50', 'p90', 'p99', 'max'] as const).map((key) => ({
            id: key,
            header: t(`length_${key}`),
            align: 'right' as const,
            cell: (column: Statistics['columns'][number]) => {
              const lengths = asked === null ? column[unit === 'words' ? 'words' : 'chars'] : column.tokens
              return isCounted && lengths ? formatNumber(lengths[key]) : '–'
            },
          })),
        ]}
      />
    </div>
  )
}
