/** Tokens of texts by the tokenizer of a local model. */
import type { Inference } from '@evalflow/models'
import { z } from 'zod'
import { problems } from '../errors.ts'

const answerSchema = z.object({ count: z.int() })

/** @throws ApiProblem `target_unusable` when first asked, where the model is not here or has no tokenizer */
export function createTokenCounter(inference: Pick<Inference, 'fetch'>, model: string) {
  return {
    model,
    async count(text: string): Promise<number | null> {
      const answer = await inference.fetch(
        new Request('http://inference/tokenize', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ model, prompt: text, add_special_tokens: false }),
        }),
      )
      const body: unknown = await answer.json()
      const parsed = answerSchema.safeParse(body)
      if (answer.ok && parsed.success) return parsed.data.count
      if (answer.status === 400 && text.length > 0) return null
      throw problems.targetUnusable(model, 'its tokens cannot be counted', 'Choose a local model that is ready.')
    },
  }
}
