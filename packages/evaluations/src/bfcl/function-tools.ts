/**
 * Functions as a model is shown them: as tools in OpenAI's form, or as a text in the system's message.
 *
 * Source: bfcl-eval 2026.3.23, `model_handler/utils.py` and `constants/default_prompts.py` (Apache-2.0). The words of the
 * prompt are the benchmark's own: answers given under others cannot be compared. Left out here: the `response` field of
 * multi-turn functions, which tools of an OpenAI-compatible server do not have.
 */
import type { Message } from '../conversation/messages.ts'
import type { DocumentedFunction } from './rows.ts'

type Json = Record<string, unknown>

const HINT = ' Note that the provided function is in Python 3 syntax.'
const FLOAT_HINT = ' This is a float type value.'

/** BFCL's types to JSON Schema's; a type not listed is a string. */
const TYPES: Readonly<Record<string, string>> = {
  integer: 'integer',
  number: 'number',
  float: 'number',
  string: 'string',
  boolean: 'boolean',
  bool: 'boolean',
  array: 'array',
  list: 'array',
  tuple: 'array',
  dict: 'object',
  object: 'object',
  any: 'string',
}

/** Dots in names become `_`, which servers require. */
export function toTools(functions: readonly DocumentedFunction[]): Json[] {
  return functions.map(({ name, description, parameters }) => ({
    type: 'function',
    function: {
      name: name.replaceAll('.', '_'),
      description: description + HINT,
      parameters: { ...parameters, type: 'object', properties: toProperties(parameters.properties) },
    },
  }))
}

const toProperties = (properties: Readonly<Record<string, unknown>>): Json =>
  Object.fromEntries(Object.entries(properties).map(([name, spec]) => [name, toSchema(spec as Json)]))

function toSchema(spec: Json): Json {
  const isFloat = spec['type'] === 'float'
  const type = TYPES[String(spec['type'])] ?? 'string'
  const properties = spec['properties'] as Json | undefined
  const items = spec['items'] as Json | undefined
  return {
    ...spec,
    type,
    ...(isFloat ? { format: 'float', description: `${String(spec['description'] ?? '')}${FLOAT_HINT}` } : {}),
    ...(properties === undefined ? {} : { properties: toProperties(properties) }),
    ...(properties !== undefined || items === undefined ? {} : { items: toItem(items) }),
  }
}

/** Within lists the type alone is translated, one level further down too. */
function toItem(items: Json): Json {
  const type = TYPES[String(items['type'])] ?? 'string'
  const inner = items['items'] as Json | undefined
  const properties = items['properties'] as Json | undefined
  return {
    ...items,
    type,
    ...(type === 'array' && inner !== undefined
      ? { items: { ...inner, type: TYPES[String(inner['type'])] ?? 'string' } }
      : {}),
    ...(type === 'object' && properties !== undefined ? { properties: toProperties(properties) } : {}),
  }
}

const PROMPT =
  'You are an expert in composing functions.You are given a question and a set of possible functions. Based on the question, you will need to make one or more function/tool calls to achieve the purpose. If none of the functions can be used, point it out. If the given question lacks the parameters required by the function, also point it out.\n\n' +
  'You should only return the function calls in your response.\n\n' +
  'If you decide to invoke any of the function(s), you MUST put it in the format of [func_name1(params_name1=params_value1, params_name2=params_value2...), func_name2(params)].  You SHOULD NOT include any other text in the response.\n\n' +
  "At each turn, you should try your best to complete the tasks requested by the user within the current turn. Continue to output functions to call until you have fulfilled the user's request to the best of your ability. Once you have no more functions to call, the system will consider the current turn complete and proceed to the next turn or task.\n\n" +
  'Here is a list of functions in json format that you can invoke.\n'

/** The first turn with the functions in its system's message, which is made where there is none. */
export function withPrompt(messages: readonly Message[], functions: readonly DocumentedFunction[]): Message[] {
  const described = functions.map((doc) => ({ ...doc, description: doc.description + HINT }))
  const prompt = `${PROMPT}${JSON.stringify(described, null, 4)}\n`
  const [first, ...rest] = messages
  if (first?.['role'] !== 'system') return [{ role: 'system', content: prompt }, ...messages]
  return [{ ...first, content: `${prompt}\n\n${String(first['content'])}` }, ...rest]
}
