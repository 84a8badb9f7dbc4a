/** `POST tokenize`, `POST detokenize`, `GET tokenizer_info`: vLLM's shapes, as lm-eval's remote tokenizer reads them. */
import type { z } from 'zod'
import { problems } from '../errors.ts'
import type { TextModel, Vocabulary } from '../text-model.ts'
import { json } from './answer.ts'
import { checkTextSize } from './limits.ts'
import type { detokenizeRequestSchema, tokenizeRequestSchema } from './requests.ts'

/** Tokens are counted even past the context: that is what the route is for. A text far past it is refused. */
const MAX_CONTEXTS = 8

export function answerTokenize(model: TextModel, request: z.infer<typeof tokenizeRequestSchema>): Response {
  const vocabulary = vocabularyOf(model)
  const roomy = { ...model, vocabulary, contextTokens: model.contextTokens * MAX_CONTEXTS }
  let tokens: readonly number[]
  if ('messages' in request && Array.isArray(request.messages)) {
    tokens = model.promptFromChat(request.messages).tokens
  } else {
    const text = String(request.prompt)
    checkTextSize(roomy, [text], 'prompt')
    tokens = vocabulary.tokenize(text, { addStart: request.add_special_tokens !== false, special: true })
  }
  return json({ tokens, count: tokens.length, max_model_len: model.contextTokens })
}

export function answerDetokenize(model: TextModel, request: z.infer<typeof detokenizeRequestSchema>): Response {
  const vocabulary = vocabularyOf(model)
  const wrong = request.tokens.find((token) => token >= vocabulary.size)
  if (wrong !== undefined)
    throw problems.invalid('tokens', `There is no token ${wrong}; ids go from 0 to ${vocabulary.size - 1}.`)
  return json({ prompt: model.promptFromTokens(request.tokens).text })
}

export function answerTokenizerInfo(model: TextModel): Response {
  const { size, startToken, endToken } = vocabularyOf(model)
  return json({
    model: model.id,
    vocab_size: size,
    max_model_len: model.contextTokens,
    bos_token: startToken?.text ?? null,
    bos_token_id: startToken?.id ?? null,
    eos_token: endToken?.text ?? null,
    eos_token_id: endToken?.id ?? null,
    // no GGUF names a padding token that is of use here; lm-eval takes the end token then
    pad_token: null,
  })
}

function vocabularyOf(model: TextModel): Vocabulary {
  if (!model.vocabulary) throw problems.wrongKind(model.id, 'a baseline without a vocabulary', 'a model with token ids')
  return model.vocabulary
}
