import { JobFigures, JobProgressLine, ScoresView } from '@evalflow/components/react'
import { progress, score, scores } from './story-port.ts'
import { LONG } from '../held.tsx'

export default { title: 'Views/Results' }

export const Chart = () => (
  <div className="story-wide">
    <ScoresView as="chart" scores={scores} />
  </div>
)
export const Table = () => (
  <div className="story-wide">
    <ScoresView as="table" scores={scores} />
  </div>
)
export const NothingScored = () => (
  <div className="story-wide">
    <ScoresView as="chart" scores={[score({ value: null, ci: null, n: 0, unscored: 40 })]} />
  </div>
)
export const LongText = () => (
  <div className="story-wide">
    <ScoresView as="table" scores={[score({ task: LONG, metric: LONG, score: LONG })]} />
  </div>
)
export const Running = () => (
  <div className="story-wide">
    <JobProgressLine progress={progress()} />
    <JobFigures progress={progress()} />
  </div>
)
