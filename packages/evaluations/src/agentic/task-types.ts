/** Tasks of agentic evaluations, by NeMo's names. Safe for the browser. */
export interface AgenticTask {
  /** Task type in a config. */
  readonly name: string
  /** Name of metric and score in the result. */
  readonly score: string
  readonly label: string
  readonly needsJudge: boolean
  /** Columns a row must have beside the conversation. */
  readonly columns: readonly string[]
}

const GOAL = 'agent_goal_accuracy'

export const agenticTasks: readonly AgenticTask[] = [
  {
    name: `${GOAL}_with_reference`,
    score: GOAL,
    label: 'Goal accuracy, with reference',
    needsJudge: true,
    columns: ['reference'],
  },
  {
    name: `${GOAL}_without_reference`,
    score: GOAL,
    label: 'Goal accuracy, without reference',
    needsJudge: true,
    columns: [],
  },
  {
    name: 'topic_adherence',
    score: 'topic_adherence',
    label: 'Topic adherence',
    needsJudge: true,
    columns: ['reference_topics'],
  },
  {
    name: 'tool_call_accuracy',
    score: 'tool_call_accuracy',
    label: 'Tool call accuracy',
    needsJudge: false,
    columns: ['reference_tool_calls'],
  },
  {
    name: 'tool_call_f1',
    score: 'tool_call_f1',
    label: 'Tool call F1',
    needsJudge: false,
    columns: ['reference_tool_calls'],
  },
  {
    name: 'answer_accuracy',
    score: 'answer_accuracy',
    label: 'Answer accuracy',
    needsJudge: true,
    columns: ['response', 'reference'],
  },
]

export const findAgenticTask = (name: string): AgenticTask | undefined =>
  agenticTasks.find((task) => task.name === name)
