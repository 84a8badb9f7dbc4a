/** The look of the bench's nodes: three fields, progress and scores, as an Evaluator at work has. */
import { Checkbox, Field, NumberInput, Progress, ScoreInterval, TextInput } from '@evalflow/ui'
import { Gauge } from 'lucide-react'
import type { NodeBodyProps, NodeViews } from '../node-view.ts'

function Body({ values, setValue }: NodeBodyProps) {
  const config = values['config']
  const limit = values['limit']
  return (
    <>
      <Field label="Config">
        <TextInput
          className="nodrag"
          value={typeof config === 'string' ? config : ''}
          onChange={(text) => setValue('config', text)}
        />
      </Field>
      <Field label="Limit">
        <NumberInput
          className="nodrag"
          value={typeof limit === 'number' ? limit : null}
          onChange={(number) => setValue('limit', number)}
        />
      </Field>
      <Checkbox
        checked={values['cleanUp'] === true}
        onChange={(on) => setValue('cleanUp', on)}
        label="Clean up after success"
      />
      <Progress label="Samples" value={0.64} />
      <ScoreInterval label="rouge L" value={0.447} low={0.429} high={0.465} floor={0.22} />
    </>
  )
}

function Footer() {
  return <span className="ev-grow">842 of 1,318</span>
}

export const benchViews: NodeViews = { 'bench-evaluator': { Body, Footer, icon: Gauge, size: { bodyHeight: 178 } } }
