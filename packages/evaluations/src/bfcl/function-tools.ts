/**
 * Functions as a model is shown them: as tools in OpenAI's form, or as a text in the system's message.
 *
 * Source: bfcl-eval 2026.3.23, `model_handler/utils.py` and `constants/default_prompts.py` (Apache-2.0). The words of the
 * prompt are the benchmark's own: answers given under others cannot be compared. Left out here: the `response` field of
 * multi-turn functions, which tools of an OpenAI-compatible server do not have.
 */
import type { ArgumentLanguage } from '@evalflow/metrics'
import { toPythonJson } from './python-json.ts'
import type { Message } from '../conversation/messages.ts'
import type { DocumentedFunction } from './documented-function.ts'

type Json = Record<string, unknown>

/** What a description is told of the language that the function is written in. */
const HINTS: Readonly<Record<ArgumentLanguage, string>> = {
  python: ' Note that the provided function is in Python 3 syntax.',
  java: ' Note that the provided function is in Java 8 SDK syntax.',
  javascript: ' Note that the provided function is in JavaScript syntax.',
}
const NAMES = { java: 'Java', javascript: 'JavaScript' } as const
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
  byte: 'integer',
  short: 'integer',
  long: 'integer',
  double: 'number',
  char: 'string',
  ArrayList: 'array',
  Array: 'array',
  HashMap: 'object',
  Hashtable: 'object',
  Queue: 'array',
  Stack: 'array',
  Any: 'string',
  String: 'string',
  Bigint: 'integer',
}

/** With the hint; parameters of Java and JavaScript become texts, and their types words of the description. */
export function describe(
  functions: readonly DocumentedFunction[],
  language: ArgumentLanguage = 'python',
): DocumentedFunction[] {
  return functions.map((doc) => {
    const described = { ...doc, description: doc.description + HINTS[language] }
    if (language === 'python') return described
    const properties = Object.entries(doc.parameters.properties).map(([name, spec]) => [name, toText(spec, language)])
    return { ...described, parameters: { ...doc.parameters, properties: Object.fromEntries(properties) } }
  })
}

function toText(spec: Json, language: 'java' | 'javascript'): Json {
  const { items, properties, ...kept } = spec
  const type = String(spec['type'])
  const name = NAMES[language]
  const isList = language === 'java' ? type === 'ArrayList' || type === 'Array' : type === 'array'
  const isDict = language === 'javascript' && type === 'dict' && properties !== undefined
  const words = [
    type === 'any'
      ? ` This parameter can be of any type of ${name} object in string representation.`
      : ` This is ${name} ${type} type parameter in string representation.`,
    isList
      ? ` The list elements are of type ${String((items as Json | undefined)?.['type'])}; they are not in string representation.`
      : '',
    isDict
      ? ` The dictionary entries have the following schema; they are not in string representation. ${toPythonJson(properties)}`
      : '',
  ]
  return {
    ...kept,
    type: 'string',
    description: String(spec['description'] ?? '') + words.join(''),
    ...(isList || items === undefined ? {} : { items }),
    ...(isDict || properties === undefined ? {} : { properties }),
  }
}

/** Described functions as tools. Dots in names become `_`, which servers require. */
export function toTools(functions: readonly DocumentedFunction[]): Json[] {
  return functions.map(({ name, description, parameters }) => ({
    type: 'function',
    function: {
      name: name.replaceAll('.', '_'),
      description,
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

/** The first turn with the described functions in its system's message, which is made where there is none. */
export function withPrompt(messages: readonly Message[], functions: readonly DocumentedFunction[]): Message[] {
  const prompt = `${PROMPT}${toPythonJson(functions, 4)}\n`
  const [first, ...rest] = messages
  if (first?.['role'] !== 'system') return [{ role: 'system', content: prompt }, ...messages]
  return [{ ...first, content: `${prompt}\n\n${String(first['content'])}` }, ...rest]
}
