import { OneNode, statesOf } from './one-node.tsx'

const states = statesOf('model-target', {
  filled: { kind: 'endpoint', url: 'https://models.example.org/v1', model_id: 'meta/llama-3.1-8b-instruct' },
  done: { target: { kind: 'model', model_id: 'smollm2-135m-instruct', label: 'SmolLM2 135M' } },
})

export default { title: 'Components/Model Target' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
export const Deployment = () => (
  <OneNode type="model-target" shown={{ values: { kind: 'deployment', deployment: 'meta/llama-3.1-8b' } }} />
)
