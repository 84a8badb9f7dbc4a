/** Rows of the starters, written for Evalflow (CC0 1.0), as the Dataset Creator takes them. */
import type { JsonValue } from '@evalflow/graph'

const toSource = (rows: readonly Record<string, JsonValue>[]): JsonValue => ({
  text: rows.map((row) => JSON.stringify(row)).join('\n'),
  format: 'jsonl',
})

const facts = [
  ['What is the capital city of Spain?', 'Madrid', 'geography'],
  ['What is the capital city of Poland?', 'Warsaw', 'geography'],
  ['On which continent is Kenya?', 'Africa', 'geography'],
  ['Which planet is closest to the Sun?', 'Mercury', 'science'],
  ['Which gas do plants take in from the air?', 'carbon dioxide', 'science'],
  ['At how many degrees Celsius does water boil at sea level?', '100', 'science'],
  ['What is 7 plus 5?', '12', 'arithmetic'],
  ['What is 9 times 3?', '27', 'arithmetic'],
  ['What is half of 50?', '25', 'arithmetic'],
  ['What is the opposite of "hot"?', 'cold', 'language'],
  ['What is the plural of "mouse"?', 'mice', 'language'],
  ['How many days are in a week?', 'seven', 'everyday'],
] as const

export const factRows = toSource(
  facts.map(([prompt, ideal_response, category]) => ({ prompt, ideal_response, category })),
)

/** As HumanEval's rows: the beginning of a function, and a `check` of it. */
export const codeRows = toSource([
  {
    task_id: 'starter/0',
    entry_point: 'add_up',
    prompt:
      'def add_up(numbers):\n    """Return the sum of a list of numbers.\n    >>> add_up([1, 2, 3])\n    6\n    """\n',
    test: 'def check(candidate):\n    assert candidate([1, 2, 3]) == 6\n    assert candidate([]) == 0\n',
  },
  {
    task_id: 'starter/1',
    entry_point: 'is_even',
    prompt: 'def is_even(n):\n    """Return True if n is even.\n    >>> is_even(4)\n    True\n    """\n',
    test: 'def check(candidate):\n    assert candidate(4) is True\n    assert candidate(7) is False\n',
  },
  {
    task_id: 'starter/2',
    entry_point: 'reverse_words',
    prompt:
      'def reverse_words(text):\n    """Return the words of text in reverse order.\n    >>> reverse_words("a b c")\n    \'c b a\'\n    """\n',
    test: 'def check(candidate):\n    assert candidate("a b c") == "c b a"\n    assert candidate("one") == "one"\n',
  },
])

const choices = [
  ['The sky on a clear day is', ['blue', 'green', 'red'], 0],
  ['A dog is', ['a plant', 'an animal', 'a metal'], 1],
  ['Ice is made of', ['sand', 'iron', 'water'], 2],
  ['People read books with their', ['eyes', 'knees', 'hair'], 0],
  ['At night it is', ['bright', 'dark', 'noon'], 1],
  ['Bread is baked in', ['a river', 'a shoe', 'an oven'], 2],
] as const

export const choiceRows = toSource(
  choices.map(([question, options, answer]) => ({ question, options: [...options], answer })),
)

/** The same rows as lm-eval would be told to read them. */
export const choiceTask = `task: starter_choice
output_type: multiple_choice
doc_to_text: "{{question}}"
doc_to_choice: "{{options}}"
doc_to_target: "{{answer}}"
metric_list:
  - metric: acc
    aggregation: mean
    higher_is_better: true
  - metric: acc_norm
    aggregation: mean
    higher_is_better: true
`
