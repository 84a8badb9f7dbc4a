import {
  Badge,
  Pagination,
  Progress,
  RelativeTime,
  ScoreInterval,
  STATES,
  StateBadge,
  Table,
  TabPanel,
  Tabs,
  Tag,
} from '@evalflow/ui'
import { Held, LONG } from '../held.tsx'

export default { title: 'UI/Data' }

export const Badges = () => (
  <>
    <div className="story-row">
      {STATES.map((state) => (
        <StateBadge key={state} state={state} />
      ))}
    </div>
    <div className="story-row">
      <Badge tone="good">Connected</Badge>
      <Badge tone="bad">Away</Badge>
      <Tag>prompt</Tag>
      <Tag off>ideal_response</Tag>
      <Tag onRemove={() => {}}>dataset</Tag>
    </div>
  </>
)

export const Bars = () => (
  <div className="ev-stack story-wide">
    <Progress label="Samples" value={42} max={120} />
    <Progress label="Done" value={120} max={120} tone="good" />
    <Progress label="Failed" value={12} max={120} tone="bad" />
    <Progress label="Not known yet" value={null} />
  </div>
)

export const Scores = () => (
  <div className="ev-stack story-wide">
    <ScoreInterval
      label="string-check"
      value={0.425}
      low={0.285}
      high={0.578}
      floor={0.375}
      n={40}
      unscored={0}
      facts
    />
    <ScoreInterval label="judge.quality" value={7.25} low={6.5} high={8.1} min={1} max={10} n={20} unscored={3} facts />
    <ScoreInterval label="bleu.corpus" value={null} n={0} unscored={40} facts />
    <ScoreInterval label={LONG} value={1} low={1} high={1} n={3} onOpen={() => {}} facts />
  </div>
)

interface Row {
  name: string
  rows: number
  at: string
}
const rows: Row[] = [
  { name: 'support', rows: 1318, at: '2026-01-02T10:00:00Z' },
  { name: LONG, rows: 12, at: '2026-01-01T10:00:00Z' },
]
const columns = [
  { id: 'name', header: 'Name', cell: (row: Row) => row.name, sortable: true },
  { id: 'rows', header: 'Rows', cell: (row: Row) => row.rows, align: 'right' as const, sortable: true },
]

export const Tables = () => (
  <Held<ReadonlySet<string>> start={new Set(['support'])}>
    {(selected, set) => (
      <Table
        label="Datasets"
        rows={rows}
        rowKey={(row) => row.name}
        columns={columns}
        selected={selected}
        onSelectedChange={set}
        sort={{ column: 'rows', direction: 'desc' }}
        onSortChange={() => {}}
        onOpen={() => {}}
      />
    )}
  </Held>
)

export const EmptyTable = () => (
  <Table label="Datasets" rows={[]} rowKey={(row: Row) => row.name} columns={columns} empty="Nothing here yet." />
)

export const Pages = () => (
  <div className="ev-stack story-wide">
    <Pagination page={2} pageSize={25} total={412} onPageChange={() => {}} />
    <Pagination page={1} pageSize={25} total={0} onPageChange={() => {}} />
  </div>
)

export const TabList = () => (
  <Held start="scores">
    {(value, set) => (
      <Tabs
        label="Job"
        value={value}
        onChange={set}
        items={[
          { value: 'scores', label: 'Scores' },
          { value: 'samples', label: 'Samples', count: 1318 },
        ]}
      >
        <TabPanel value="scores">Two scores.</TabPanel>
        <TabPanel value="samples">Many samples.</TabPanel>
      </Tabs>
    )}
  </Held>
)

export const Times = () => <RelativeTime at="2020-01-01T00:00:00Z" />
