/** Arithmetic in arguments: `2 * (3 + 4)`. */
import { MetricError } from '../errors.ts'
import type { PyExpression } from './python-expression.ts'
import { PyFloat, type PyValue } from './python-value.ts'

/** Arithmetic on constants, as Python's `eval` would do it. @throws MetricError `python_syntax` for anything else */
export function toConstant(expression: PyExpression): PyValue {
  if (expression.kind === 'constant') return expression.value
  if (expression.kind === 'unary') return arithmetic(expression.operator, 0, toConstant(expression.operand))
  if (expression.kind === 'binary')
    return arithmetic(expression.operator, toConstant(expression.left), toConstant(expression.right))
  throw new MetricError('python_syntax', `Not a constant: ${expression.kind}.`)
}

function arithmetic(operator: string, left: PyValue, right: PyValue): PyValue {
  if (typeof left === 'string' && typeof right === 'string' && operator === '+') return left + right
  const isFloat = left instanceof PyFloat || right instanceof PyFloat || operator === '/'
  const [a, b] = [left, right].map((value) => (value instanceof PyFloat ? value.value : value))
  if (typeof a !== 'number' || typeof b !== 'number')
    throw new MetricError('python_syntax', `${operator} takes numbers here.`)
  if (b === 0 && (operator === '/' || operator === '//' || operator === '%'))
    throw new MetricError('python_syntax', 'division by zero')
  const result = compute(operator, a, b)
  return isFloat || !Number.isInteger(result) ? new PyFloat(result) : result
}

function compute(operator: string, a: number, b: number): number {
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  if (operator === '*') return a * b
  if (operator === '/') return a / b
  if (operator === '//') return Math.floor(a / b)
  if (operator === '%') return a - b * Math.floor(a / b)
  if (operator === '**') return a ** b
  throw new MetricError('python_syntax', `${operator} is not known here.`)
}
