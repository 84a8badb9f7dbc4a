/**
 * Rows made up for this test in the hub's layouts, for benchmarks whose data is not among the shared files: enough to
 * compare prompts, choices and scores, and no benchmark result.
 */
import type { ComparedTask } from './tasks.ts'

const science = [
  {
    id: 'a1',
    question: 'What melts when it is warm?',
    choices: { text: ['ice', 'a rock', 'sand', 'glass'], label: ['A', 'B', 'C', 'D'] },
    answerKey: 'A',
  },
  {
    id: 'a2',
    question: ' Which of these is a gas ?',
    choices: { text: ['iron', 'oxygen', 'wood'], label: ['1', '2', '3'] },
    answerKey: '2',
  },
]
const fiveChoices = [
  {
    question: 'Where do you keep milk? ',
    choices: { text: ['fridge', 'oven', 'shoe', 'lake', 'roof'], label: ['A', 'B', 'C', 'D', 'E'] },
    answerKey: 'A',
  },
  {
    question: 'What is a bed for?',
    choices: { text: ['work', 'sleep', 'rain', 'soup', 'mail'], label: ['A', 'B', 'C', 'D', 'E'] },
    answerKey: 'B',
  },
]
const law = {
  category: 'law',
  question: 'Who decides a case?\n',
  options: ['a judge ', 'a cook', 'a cat'],
  answer: 'A',
  cot_content: "A: Let's think step by step. Judges decide cases. The answer is (A).",
}

export const inventedTasks: readonly ComparedTask[] = [
  {
    name: 'hellaswag',
    file: 'hellaswag/hellaswag.yaml',
    split: 'validation',
    rows: [
      {
        activity_label: 'Making tea',
        ctx_a: 'She boils water. ',
        ctx_b: 'she THEN',
        endings: ['pours  it over the leaves.', ' [title] drives home.', 'sings [x] loudly.', 'sleeps.'],
        label: '0',
      },
      {
        activity_label: 'Running',
        ctx_a: 'A man ties his shoes.',
        ctx_b: '',
        endings: ['He runs.', 'He melts.', 'It rains.', 'They eat.'],
        label: '0',
      },
    ],
  },
  {
    name: 'piqa',
    file: 'piqa/piqa.yaml',
    split: 'validation',
    rows: [
      { goal: 'To open a jar,', sol1: 'turn the lid to the left.', sol2: 'look at the "lid".', label: 0 },
      { goal: 'dry a plate', sol1: "don't", sol2: 'use a towel', label: 1 },
    ],
    examples: {
      split: 'train',
      rows: [
        { goal: 'cool tea', sol1: 'wait', sol2: 'heat it', label: 0 },
        { goal: 'cut bread', sol1: 'use soup', sol2: 'use a knife', label: 1 },
      ],
    },
    fewshot: 1,
  },
  { name: 'arc_easy', file: 'arc/arc_easy.yaml', split: 'test', rows: science },
  {
    name: 'openbookqa',
    file: 'openbookqa/openbookqa.yaml',
    split: 'test',
    rows: science.map(({ question, ...row }) => ({ ...row, question_stem: question })),
  },
  {
    name: 'boolq',
    file: 'super_glue/boolq/default.yaml',
    split: 'validation',
    rows: [
      { passage: 'Cats are mammals.', question: 'is a cat a mammal', label: 1 },
      { passage: 'Snow is frozen water.', question: 'is snow hot', label: 0 },
    ],
  },
  { name: 'commonsense_qa', file: 'commonsense_qa/default.yaml', split: 'validation', rows: fiveChoices },
  {
    name: 'social_iqa',
    file: 'siqa/siqa.yaml',
    split: 'validation',
    rows: [
      {
        context: 'Ann helped Bo.',
        question: 'How does Bo feel?',
        answerA: 'thankful',
        answerB: 'angry',
        answerC: 'hungry',
        label: '1',
      },
      {
        context: 'Bo fell.',
        question: 'What does Bo need?',
        answerA: 'a song',
        answerB: 'help',
        answerC: 'a map',
        label: '2',
      },
    ],
  },
  {
    name: 'sciq',
    file: 'sciq/sciq.yaml',
    split: 'test',
    rows: [
      {
        support: ' Plants make sugar from light.',
        question: 'What do plants make?',
        distractor1: 'iron',
        distractor2: 'salt',
        distractor3: 'gold',
        correct_answer: 'sugar',
      },
      {
        support: '',
        question: 'What is frozen water?',
        distractor1: 'fog',
        distractor2: 'steam',
        distractor3: 'mud',
        correct_answer: 'ice',
      },
    ],
  },
  { name: 'arc_challenge_chat', file: 'arc/arc_challenge_chat.yaml', split: 'test', rows: science, maxTokens: 8 },
  {
    name: 'mmlu_pro_law',
    file: 'mmlu_pro/mmlu_pro_law.yaml',
    split: 'test',
    rows: [law, { ...law, question: 'Who wrote it?', category: 'law' }],
    examples: { split: 'validation', rows: [law, { ...law, category: 'math' }] },
    fewshot: 1,
    maxTokens: 8,
  },
  {
    name: 'wikitext',
    file: 'wikitext/wikitext.yaml',
    split: 'test',
    rows: [
      {
        page: ' \n = Tea = \n \n Tea is a drink ; it is hot . It costs 1 @,@ 000 @.@ 5 ( at most ) , they say " wow " . \n',
      },
      { page: " = Rain = \n Rain falls in the dogs ' yard . \n" },
    ],
    prefix: true,
  },
  // longer than a request may be: scored in windows, of which the last is not full
  {
    name: 'wikitext',
    file: 'wikitext/wikitext.yaml',
    split: 'test',
    rows: [
      {
        page: ` = Numbers = \n ${Array.from({ length: 40 }, (_, i) => `Line ${i} holds ${i * i} apples .`).join(' \n ')}`,
      },
      { page: ' = Short = \n One line . \n' },
    ],
    prefix: true,
    maxLength: 64,
  },
  // longer than a request may be: cut from the left
  {
    name: 'piqa',
    file: 'piqa/piqa.yaml',
    split: 'validation',
    rows: [
      {
        goal: `${'To find the key, look under the mat. '.repeat(12)}To open a door,`,
        sol1: 'turn the key.',
        sol2: 'sing.',
        label: 0,
      },
      { goal: 'dry a plate', sol1: "don't", sol2: 'use a towel', label: 1 },
    ],
    fewshot: 0,
    maxLength: 48,
  },
]
