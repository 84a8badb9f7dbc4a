import { expect, it } from 'vitest'
import { jobReasonText, toJobReason } from './job-reasons.ts'

it('puts the parameters into the sentence, and nothing of a parameter again', () => {
  const reason = toJobReason('givesNoScores', { task: 'piqa', endpoint: '{why}', why: 'HTTP 404.' })

  expect(jobReasonText(reason)).toBe(
    '"piqa" needs log-probabilities of given texts, and endpoint "{why}" cannot give them: HTTP 404.',
  )
})

it('leaves a place without a parameter as it is', () => {
  expect(jobReasonText(toJobReason('energyEstimated'))).toBe('estimate: processor seconds × {watts} W per core')
})
