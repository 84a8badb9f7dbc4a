import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it } from 'vitest'
import { previewRows } from '../../dataset-creator/preview.ts'
import { RowsStatistics } from './rows-statistics.tsx'

afterEach(cleanup)

const open = async (text: string) => render(<RowsStatistics preview={await previewRows({ text })} />)

it('names the types that these columns are enough for, and what the others lack', async () => {
  await open('prompt,ideal_response\n1+1?,2\n')

  expect(screen.getByRole('list', { name: 'Usable for' }).textContent).toMatch(
    /Custom Evaluation.*Has the columns its dialog asks for by default/,
  )
  await userEvent.click(screen.getByText('Retriever'))
  expect(screen.getAllByText(/The dataset has no column/).length).toBeGreaterThan(0)
})

it('tells rows that repeat others, by number, and the share of empty cells', async () => {
  await open('prompt,note\na,\nb,x\na,\n')

  expect(screen.getByText('1 row repeats earlier ones')).toBeTruthy()
  expect(screen.getByText('3 as 1')).toBeTruthy()
  expect(screen.getByRole('table', { name: 'Columns in figures', hidden: true }).textContent).toMatch(/note.*67\s?%/)
})
