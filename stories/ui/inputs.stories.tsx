import { Checkbox, CheckboxGroup, Field, NumberInput, RadioCards, Select, TextArea, TextInput } from '@evalflow/ui'
import { Search } from 'lucide-react'
import { Held, LONG } from '../held.tsx'

export default { title: 'UI/Inputs' }

const metrics = [
  { value: 'em', label: 'Exact match', help: 'Equal after dropping case, punctuation and articles.' },
  { value: 'f1', label: 'Token F1', help: 'Words in common with the reference.' },
  { value: 'bert', label: 'BERTScore', unavailable: 'No encoder is set up.' },
]

export const Text = () => (
  <Held start="support">
    {(value, set) => (
      <div className="ev-stack story-wide">
        <Field label="Config name" help="Letters, digits, - and _." hint="7 / 239" required>
          <TextInput value={value} onChange={set} />
        </Field>
        <Field label="Search">
          <TextInput value="" onChange={set} placeholder="Find a dataset" icon={<Search aria-hidden />} type="search" />
        </Field>
        <Field label="Disabled">
          <TextInput value={LONG} onChange={set} disabled />
        </Field>
      </div>
    )}
  </Held>
)

export const Wrong = () => (
  <div className="ev-stack story-wide">
    <Field label="Config name" error="“my config” has a space. Use letters, digits, - and _." required>
      <TextInput value="my config" onChange={() => {}} />
    </Field>
    <Field label="Rows at most" error="0 is too few. Expected 1 or more.">
      <NumberInput value={0} onChange={() => {}} />
    </Field>
  </div>
)

export const Multiline = () => (
  <Held start={'Answer the question.\n\n{{ item.question }}'}>
    {(value, set) => (
      <div className="story-wide">
        <Field label="Prompt" help="Jinja; a column is {{ item.column }}.">
          <TextArea mono rows={5} value={value} onChange={set} />
        </Field>
      </div>
    )}
  </Held>
)

export const Numbers = () => (
  <Held<number | null> start={0.7}>
    {(value, set) => (
      <div className="story-row">
        <Field label="Temperature">
          <NumberInput value={value} onChange={set} min={0} max={2} step={0.1} />
        </Field>
        <Field label="Time per request">
          <NumberInput value={120} onChange={() => {}} unit="s" />
        </Field>
        <Field label="Rows at most">
          <NumberInput value={null} onChange={() => {}} placeholder="all" />
        </Field>
      </div>
    )}
  </Held>
)

export const Choices = () => (
  <Held<string | null> start="em">
    {(value, set) => (
      <div className="ev-stack story-wide">
        <Field label="Metric">
          <Select value={value} onChange={set} options={metrics} />
        </Field>
        <Field label="Nothing chosen">
          <Select value={null} onChange={set} options={metrics} placeholder="Choose a metric" />
        </Field>
        <Field label="Dataset selection" group>
          <RadioCards value={value} onChange={set} options={metrics} />
        </Field>
      </div>
    )}
  </Held>
)

export const Boxes = () => (
  <Held<string[]> start={['em']}>
    {(value, set) => (
      <div className="ev-stack">
        <Field label="Metrics" group>
          <CheckboxGroup value={value} onChange={set} options={metrics} />
        </Field>
        <Checkbox checked="indeterminate" onChange={() => {}} label="Some of the rows" />
        <Checkbox checked disabled onChange={() => {}} label="Cannot be changed" />
      </div>
    )}
  </Held>
)
