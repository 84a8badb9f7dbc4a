import { NO_FILTERS, SamplesView, type StudioPort } from '@evalflow/components/react'
import { InStudio } from './one-node.tsx'
import { denied, failing, forever, pageOf } from './story-port.ts'

export default { title: 'Views/Samples' }

const shown =
  (port: Partial<StudioPort> = {}, sample?: string) =>
  () => (
    <InStudio port={port}>
      <div className="story-wide">
        <SamplesView
          jobId="job"
          live={false}
          filters={NO_FILTERS}
          onFiltersChange={() => {}}
          sample={sample}
          onSampleChange={() => {}}
        />
      </div>
    </InStudio>
  )

export const Filled = shown()
export const Opened = shown({}, 'qa:3')
export const Empty = shown({ listSamples: async () => pageOf([]) })
export const Loading = shown({ listSamples: forever })
export const Failed = shown({ listSamples: failing })
export const Denied = shown({ listSamples: denied })
