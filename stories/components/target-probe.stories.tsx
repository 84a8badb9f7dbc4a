import { TargetProbe, type StudioPort } from '@evalflow/components/react'
import type { ProbeResult } from '@evalflow/contract'
import { userEvent, waitFor, within } from 'storybook/test'
import { LONG } from '../held.tsx'
import { InStudio } from './one-node.tsx'
import { denied, failing } from './story-port.ts'

export default { title: 'Views/Target probe' }

const endpoint = { kind: 'endpoint', url: 'https://models.example.org/v1', model_id: 'meta/llama-3.1-8b-instruct' }
const answer: ProbeResult = {
  model: 'meta/llama-3.1-8b-instruct',
  found: [
    { name: 'chat', state: 'yes', reason: 'It answered a chat.' },
    { name: 'chat_logprobs', state: 'no', reason: 'It answered 400: logprobs is not supported.' },
    { name: 'completions', state: 'yes', reason: 'It answered a completion.' },
    { name: 'token_prompts', state: 'unknown', reason: 'It was asked too often (429).' },
    { name: 'streaming', state: 'yes', reason: 'It streamed 4 events.' },
    { name: 'seed', state: 'ignored', reason: 'Two answers with one seed differ.' },
  ],
  requests: 11,
  prompt_tokens: 96,
  completion_tokens: 41,
  duration_ms: 1840,
  at: '2026-06-01T11:58:00.000Z',
  price: { input: 0.2, output: 0.6, currency: 'USD' },
}

const shown = (probeTarget: StudioPort['probeTarget'], values: Record<string, string> = endpoint) => ({
  render: () => (
    <InStudio port={{ probeTarget }}>
      <div style={{ width: 320 }}>
        <TargetProbe values={values} />
      </div>
    </InStudio>
  ),
})
/** Asks, and waits for what `role` tells. */
const asked = (role: 'list' | 'alert', probeTarget: StudioPort['probeTarget']) => ({
  ...shown(probeTarget),
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const canvas = within(canvasElement)
    await userEvent.click(await canvas.findByRole('button'))
    await waitFor(() => canvas.getByRole(role))
  },
})

export const Empty = shown(async () => answer, { kind: 'endpoint' })
export const NotAsked = shown(async () => answer)
export const Filled = asked('list', async () => answer)
export const NoPrice = asked('list', async () => ({ ...answer, price: null }))
export const Failed = asked('alert', failing)
export const Denied = asked('alert', denied)
export const LongText = asked('alert', () => Promise.reject(new Error(`${LONG}. ${LONG}.`)))
