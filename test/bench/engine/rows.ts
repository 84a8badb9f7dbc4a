/** The rows of the bench: a question of about 200 characters each, as in a short chat benchmark. */
const FILLER =
  'Answer with the same words as the question has, no more and no less, and mind the number in it. '.repeat(2)

export const toPrompt = (row: number) => `Question ${row}: ${FILLER}`
export const toBody = (prompt: string) => ({
  model: 'scripted',
  messages: [{ role: 'user', content: prompt }],
  max_tokens: 64,
  temperature: 0,
})
