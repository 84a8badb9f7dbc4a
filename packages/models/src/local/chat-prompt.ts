/**
 * Renders messages with the model's own chat template and turns them into tokens, so that nothing a person writes can
 * become a control token.
 *
 * A template writes control tokens as text (`<|im_start|>user`), which the tokenizer must then recognise. A person's text
 * may hold the same characters, and would end its own message and begin another. So, if a message holds the written form of
 * a control token:
 *
 * 1. each such form in the messages is replaced by a placeholder that occurs nowhere in them;
 * 2. the template is rendered: the control tokens now in it are the template's own;
 * 3. the text is cut at those; what lies between gets its placeholders back and is tokenized as plain text.
 *
 * Messages without such forms are tokenized in one piece, which gives the same ids as other engines.
 */
import { Template } from '@huggingface/jinja'
import type { ChatMessage } from '../text-model.ts'

export interface ChatTokenizer {
  controlTokens: ReadonlyMap<string, number>
  tokenize(text: string, special: boolean): number[]
}

export interface ChatTemplate {
  /** @throws Error if the template refuses the messages (many want user and assistant to alternate) */
  toTokens(messages: readonly ChatMessage[], tokenizer: ChatTokenizer): { text: string; tokens: number[] }
}

/** Private-use characters: no template and no vocabulary gives them a meaning. */
const FIRST_MARK = 0x10_00_00
const LAST_MARK = 0x10_ff_fd

export function createChatTemplate(source: string, names: { bos: string; eos: string }): ChatTemplate {
  const template = new Template(source)
  const render = (messages: readonly ChatMessage[]) =>
    template.render({
      messages: structuredClone(messages) as unknown as Record<string, unknown>[],
      add_generation_prompt: true,
      bos_token: names.bos,
      eos_token: names.eos,
    })
  return {
    toTokens(messages, tokenizer) {
      const forms = [...tokenizer.controlTokens.keys()].filter((form) => form.length > 0)
      const written = JSON.stringify(messages)
      // JSON escapes quotes and backslashes, so forms are looked for in their escaped shape
      const found = forms.filter((form) => written.includes(JSON.stringify(form).slice(1, -1)))
      if (found.length === 0) {
        const text = render(messages)
        return { text, tokens: tokenizer.tokenize(text, true) }
      }
      const mark = findUnusedMark(written)
      const longestFirst = found.toSorted((a, b) => b.length - a.length)
      const hide = (text: string) =>
        longestFirst.reduce((hidden, form, index) => hidden.replaceAll(form, `${mark}${index}${mark}`), text)
      const show = (text: string) =>
        text.replaceAll(
          new RegExp(`${mark}(\\d+)${mark}`, 'gu'),
          (_, index: string) => longestFirst[Number(index)] ?? '',
        )
      const rendered = render(messages.map((message) => mapStrings(message, hide)))
      return { text: show(rendered), tokens: tokenizePieces(rendered, show, forms, tokenizer) }
    },
  }
}

function tokenizePieces(
  rendered: string,
  show: (text: string) => string,
  forms: readonly string[],
  tokenizer: ChatTokenizer,
): number[] {
  const pattern = forms
    .toSorted((a, b) => b.length - a.length)
    .map(escapeRegExp)
    .join('|')
  return rendered.split(new RegExp(`(${pattern})`, 'u')).flatMap((piece) => {
    if (piece === '') return []
    const control = tokenizer.controlTokens.get(piece)
    return control === undefined ? tokenizer.tokenize(show(piece), false) : [control]
  })
}

function mapStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T
  if (Array.isArray(value)) return value.map((item: unknown) => mapStrings(item, change)) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings<unknown>(item, change)])) as T
}

function findUnusedMark(text: string): string {
  for (let point = FIRST_MARK; point <= LAST_MARK; point++) {
    const mark = String.fromCodePoint(point)
    if (!text.includes(mark)) return mark
  }
  throw new RangeError('The messages use every private-use character of Unicode; leave one out.')
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`)
}
