import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it } from 'vitest'
import { useState } from 'react'
import { previewRows } from '../../dataset-creator/preview.ts'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider } from '../port.ts'
import type { ModelItem, Preview } from '../wire.ts'
import { RowsStatistics } from './rows-statistics.tsx'

afterEach(cleanup)

const MODEL: ModelItem = {
  id: 'tiny',
  label: 'Tiny',
  kind: 'local',
  state: 'ready',
  detail: '',
  size_bytes: null,
  progress: null,
  context_tokens: null,
  licence: null,
}
/** Counts letters, so that a figure in tokens cannot be one in characters or words. */
const tokenizer = { model: 'tiny', count: async (text: string) => text.replaceAll(/[^a-z]/g, '').length }

function Shown({ text, plain, counted }: { text: string; plain: Preview; counted: Preview }) {
  const [model, setModel] = useState<string | null>(null)
  return <RowsStatistics key={text} preview={model === null ? plain : counted} onTokenizer={setModel} />
}

async function open(text: string) {
  const plain = await previewRows({ text })
  const counted = await previewRows({ text }, { tokenizer })
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <StudioPortProvider value={createFakePort({ listModels: async () => [MODEL] })}>
        <Shown text={text} plain={plain} counted={counted} />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
}
const table = () => screen.getByRole('table', { name: 'Columns in figures', hidden: true }).textContent

it('names the types that these columns are enough for, and what the others lack', async () => {
  await open('prompt,ideal_response\n1+1?,2\n')

  expect(screen.getByRole('list', { name: 'Usable for' }).textContent).toMatch(
    /Custom Evaluation.*Has the columns its dialog asks for by default/,
  )
  await userEvent.click(screen.getByText('Retriever'))
  expect(screen.getAllByText(/The dataset has no column/).length).toBeGreaterThan(0)
})

it('says so where near repeats were looked for in a part of the rows', async () => {
  const whole = await previewRows({ text: 'prompt,note\nred apples,x\ngreen pears,y\n' })
  const { statistics } = whole
  if (!statistics) throw new Error('no statistics')
  const part = {
    ...whole,
    statistics: { ...statistics, near_duplicates: { ...statistics.near_duplicates, checked: 1 } },
  }
  const show = (preview: Preview) =>
    render(
      <QueryClientProvider client={new QueryClient()}>
        <StudioPortProvider value={createFakePort({ listModels: async () => [MODEL] })}>
          <RowsStatistics preview={preview} onTokenizer={() => {}} />
        </StudioPortProvider>
      </QueryClientProvider>,
    )
  const { unmount } = show(whole)
  expect(screen.queryByText(/Near repeats were looked for/)).toBeNull()
  unmount()
  show(part)

  expect(screen.getByText('Near repeats were looked for in the first 1 rows only.')).toBeTruthy()
})

it('tells rows that repeat others, by number, and the share of empty cells', async () => {
  await open('prompt,note\na,\nb,x\na,\n')

  expect(screen.getByText('1 row repeats earlier ones')).toBeTruthy()
  expect(screen.getByText('3 as 1')).toBeTruthy()
  expect(table()).toMatch(/note.*67\s?%/)
})

it('tells rows that are nearly equal, with how alike they are', async () => {
  const question = 'How do I rotate the key of my account without losing the sessions that are open?'
  await open(`prompt\n"${question}"\n"Something else."\n"${question.replace('open', 'open now')}"\n`)

  expect(screen.getByText('1 nearly repeats earlier ones')).toBeTruthy()
  expect(screen.getByText(/^3 like 1 \((8|9)\d/)).toBeTruthy()
})

const LENGTHS = 'prompt\n"ab 12 cd"\n'

it('tells lengths in characters, and in words', async () => {
  await open(LENGTHS)
  expect(table()).toMatch(/0\s?%8888$/)

  await choose('W')

  expect(table()).toMatch(/0\s?%3333$/)
})

it('tells lengths in tokens of a model that is here', async () => {
  await open(LENGTHS)

  await choose('T')

  expect(table()).toMatch(/0\s?%4444$/)
  expect(screen.getByText('Counted in 1 row; 0 cells too long for it.')).toBeTruthy()
})

/** By its first letter: jsdom knows no pointer capture, which opening the list by mouse needs. */
async function choose(letter: string): Promise<void> {
  await userEvent.click(screen.getByText('Columns in figures', { selector: 'summary' }))
  await screen.findByRole('combobox', { name: 'Lengths in' })
  // the list of models is asked for when the figures are shown
  await new Promise((resolve) => setTimeout(resolve, 0))
  screen.getByRole('combobox', { name: 'Lengths in' }).focus()
  await userEvent.keyboard(letter)
}
