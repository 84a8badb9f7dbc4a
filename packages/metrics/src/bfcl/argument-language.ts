/** In what language arguments are written: native values, or texts of Java or JavaScript. */
import { JAVA_TYPES, convertJava } from './java-value.ts'
import { JAVASCRIPT_TYPES, convertJavaScript } from './javascript-value.ts'
import type { PyType, PyValue } from './python-value.ts'

export type ArgumentLanguage = 'python' | 'java' | 'javascript'

interface LanguageRules {
  /** What a value of each documented type is to the checker. */
  readonly types: Readonly<Record<string, PyType>>
  /** Types whose items are documented and checked. */
  readonly listed: ReadonlySet<string>
  /** Reads a text; undefined where upstream cannot. Without it values come as they are. */
  readonly convert?: (value: string, type: string, nested?: string) => PyValue | undefined
}

const PYTHON_TYPES: Readonly<Record<string, PyType>> = {
  string: 'str',
  integer: 'int',
  float: 'float',
  boolean: 'bool',
  array: 'list',
  tuple: 'list',
  dict: 'dict',
  any: 'str',
}

export const languageRules: Readonly<Record<ArgumentLanguage, LanguageRules>> = {
  python: { types: PYTHON_TYPES, listed: new Set(['array', 'tuple']) },
  java: { types: JAVA_TYPES, listed: new Set(['Array', 'ArrayList']), convert: convertJava },
  javascript: { types: JAVASCRIPT_TYPES, listed: new Set(['array']), convert: convertJavaScript },
}
