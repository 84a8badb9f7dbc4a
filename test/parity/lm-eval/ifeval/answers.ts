/**
 * Answers made up for the comparison of IFEval's instructions: for each row some built to follow what it asks, some that
 * follow a part, and some that do not care, over English and other texts with awkward punctuation.
 */
import { createPcg32 } from '@evalflow/metrics'

export interface IfevalRow {
  prompt: string
  instruction_id_list: readonly string[]
  kwargs: readonly Readonly<Record<string, unknown>>[]
}

type Change = (text: string, kwargs: Readonly<Record<string, unknown>>, random: () => number) => string

const AWKWARD = [
  'Mr. Smith of Acme Inc. paid $3.50 to J. R. Bach... He left at 5 p.m. The U.S. team won.',
  'She said "Stop!" Then (after 1. May) she went on. "Why?" he asked. No. 5 is alive, e.g. here.',
  "It's what they can't gonna do: don't, 'tis, rock 'n' roll -- WOW!!! NASA and the FBI, A-B-C. I'M OK.",
  '* one\n* two\n\n- three\n** four **\n  * five',
  'First\n\nSecond one. \n\n\n\nThird -- done',
  'See https://example.org/a?b=c or write to someone@example.org today, please.',
  '{"a": [1, 2.5, NaN], "b": "x, y"}',
  '```json\n{"a": 1}\n```',
  'Naïve café: “quoted” ‘text’ – dash — and … dots. Ünïcode ÇA VA? ΣΊΣΥΦΟΣ.',
  '...',
  '12345 67890',
]

const LANGUAGES: Readonly<Record<string, string>> = {
  kn: 'ಕನ್ನಡ ಭಾಷೆಯು ದಕ್ಷಿಣ ಭಾರತದ ಒಂದು ಪ್ರಮುಖ ಭಾಷೆ. ಇದು ಬಹಳ ಹಳೆಯದು.',
  vi: 'Hôm nay trời đẹp và chúng tôi đi dạo trong công viên với bạn bè của mình.',
  sw: 'Leo ni siku nzuri na watoto wanacheza mpira pamoja nje ya nyumba yao.',
  pa: 'ਪੰਜਾਬੀ ਬਹੁਤ ਸੋਹਣੀ ਭਾਸ਼ਾ ਹੈ ਅਤੇ ਅਸੀਂ ਇਸ ਨੂੰ ਪਿਆਰ ਕਰਦੇ ਹਾਂ।',
  mr: 'मराठी ही महाराष्ट्राची राजभाषा आहे आणि ती खूप जुनी आहे.',
  fa: 'امروز هوا بسیار خوب است و ما با دوستان خود به پارک می‌رویم.',
  ko: '오늘은 날씨가 좋아서 친구들과 함께 공원에 갔습니다.',
  ru: 'Сегодня хорошая погода, и мы гуляем с друзьями в большом парке.',
  hi: 'आज मौसम बहुत अच्छा है और हम अपने दोस्तों के साथ बाग में घूम रहे हैं।',
  bg: 'Днес времето е хубаво и ние се разхождаме с приятелите си в парка.',
  pt: 'Hoje o tempo está bom e nós passeamos no parque com os nossos amigos.',
  de: 'Heute ist das Wetter schön, und wir gehen mit unseren Freunden spazieren.',
  fr: 'Aujourd’hui il fait beau et nous nous promenons dans le parc avec nos amis.',
  ja: '今日は天気がいいので、友達と公園を散歩しました。とても楽しかったです。',
  'zh-cn': '今天天气很好，我们和朋友们一起去公园散步。',
}

const text = (value: unknown) => String(value ?? '')
const count = (value: unknown) => Math.max(0, Number(value ?? 0))
const repeat = (part: (i: number) => string, times: number) =>
  Array.from({ length: times }, (_, i) => part(i)).join('\n')

/** How to follow each instruction, more or less. */
const CHANGES: Readonly<Record<string, Change>> = {
  'keywords:existence': (answer, { keywords }) => `${answer} ${[keywords].flat().map(text).join(' and ')}.`,
  'keywords:frequency': (answer, { keyword, frequency }) =>
    `${answer}\n${repeat(() => text(keyword), count(frequency))}`,
  'keywords:forbidden_words': (answer, { forbidden_words: words }, random) =>
    random() < 0.5 ? answer : `${answer} ${text([words].flat()[0])}${random() < 0.5 ? 's' : ''}`,
  'keywords:letter_frequency': (answer, { letter, let_frequency: times }, random) =>
    random() < 0.5 ? answer.replaceAll(text(letter), '') : answer + text(letter).toUpperCase().repeat(count(times)),
  'language:response_language': (_answer, { language }) => LANGUAGES[text(language)] ?? 'Hello there, my friend.',
  'length_constraints:number_sentences': (answer, { num_sentences: wanted }, random) =>
    random() < 0.5 ? 'Well, Dr. Who is here! Is he? Yes.' : `${answer} ${'It is so. '.repeat(count(wanted))}`,
  'length_constraints:number_paragraphs': (answer, { num_paragraphs: wanted }, random) =>
    Array.from({ length: count(wanted) }, (_, i) => (random() < 0.1 ? ' ' : `${i} ${answer}`)).join('\n***\n'),
  'length_constraints:number_words': (answer, { num_words: wanted }, random) =>
    `${answer} ${"it's a_b ".repeat(Math.floor(count(wanted) * random()))}`,
  'length_constraints:nth_paragraph_first_word': (
    answer,
    { num_paragraphs: wanted, nth_paragraph: nth, first_word: word },
  ) =>
    Array.from({ length: count(wanted) }, (_, i) =>
      i + 1 === nth ? `"${text(word)}, and so on` : answer.replaceAll('\n\n', ' '),
    ).join('\n\n'),
  'detectable_content:number_placeholders': (answer, { num_placeholders: wanted }) =>
    `${answer}\n${repeat((i) => `[name ${i}]`, count(wanted))}`,
  'detectable_content:postscript': (answer, { postscript_marker: marker }, random) =>
    `${answer}\n\n${random() < 0.5 ? text(marker) : 'p. p. s'} one more thing`,
  'detectable_format:number_bullet_lists': (_answer, { num_bullets: wanted }, random) =>
    repeat((i) => `${random() < 0.5 ? '*' : '  -'} point ${i}`, count(wanted)),
  'detectable_format:constrained_response': (answer) => `${answer} My answer is maybe.`,
  'detectable_format:number_highlighted_sections': (answer, { num_highlights: wanted }, random) =>
    `${answer}\n${repeat((i) => (random() < 0.5 ? `*part ${i}*` : `**part ${i}**`), count(wanted))}`,
  'detectable_format:multiple_sections': (answer, { section_spliter: word, num_sections: wanted }) =>
    repeat((i) => `${text(word)} ${i + 1}\n${answer}`, count(wanted)),
  'detectable_format:json_format': (answer, _kwargs, random) =>
    random() < 0.3
      ? `\`\`\`JSON\n{"answer": NaN}\n\`\`\``
      : JSON.stringify({ answer: answer.slice(0, 200), n: [1, -2.5e3, null] }),
  'detectable_format:title': (answer) => `<<A title>>\n${answer}`,
  'combination:two_responses': (answer) => `${answer}\n******\nAnother one.`,
  'combination:repeat_prompt': (answer, { prompt_to_repeat: request }) => `${text(request)}\n${answer}`,
  'startend:end_checker': (answer, { end_phrase: phrase }) => `${answer} ${text(phrase)}`,
  'startend:quotation': (answer) => `"${answer}"`,
  'change_case:capital_word_frequency': (answer, { capital_frequency: wanted }) =>
    `${answer} ${'VERY-MUCH O.K. '.repeat(count(wanted))}`,
  'change_case:english_capital': (answer) => answer.toUpperCase(),
  'change_case:english_lowercase': (answer) => answer.toLowerCase(),
  'punctuation:no_comma': (answer) => answer.replaceAll(',', ''),
}

/** `perRow` answers; the same each time. `base`: texts to start from. */
export function inventAnswers(row: IfevalRow, base: readonly string[], perRow: number, seed: number): string[] {
  const random = createPcg32(seed)
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)]
  return Array.from({ length: perRow }, (_, i) => {
    const start = (random() < 0.4 ? pick(AWKWARD) : random() < 0.1 ? pick(Object.values(LANGUAGES)) : pick(base)) ?? ''
    // the first follows all, the last nothing, the others some
    return row.instruction_id_list.reduce((answer, id, k) => {
      const change = CHANGES[id]
      if (change === undefined || i === perRow - 1 || (i > 0 && random() < 0.3)) return answer
      return change(answer, row.kwargs[k] ?? {}, random)
    }, start)
  })
}
