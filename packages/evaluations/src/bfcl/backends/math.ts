/** `MathAPI`: no state. Logarithm and square root have at most 15 digits here; upstream gives as many as are asked for. */
import { type CreateBackend, type Value, fault, list, method, number, text } from './backend.ts'

const METRES: Readonly<Record<string, number>> = { km: 1000, m: 1, cm: 0.01, mm: 0.001, um: 1e-6, nm: 1e-9 }
const FACTORS: Readonly<Record<string, number>> = {
  cm_to_in: 0.393701,
  in_to_cm: 2.54,
  m_to_ft: 3.28084,
  ft_to_m: 0.3048,
  m_to_yd: 1.09361,
  yd_to_m: 0.9144,
  km_to_miles: 0.621371,
  miles_to_km: 1.60934,
  kg_to_lb: 2.20462,
  lb_to_kg: 0.453592,
  celsius_to_fahrenheit: 1.8,
  fahrenheit_to_celsius: 5 / 9,
}

const pair = (compute: (a: number, b: number) => number | { error: string }) => (a: Value, b: Value) => {
  if (typeof a !== 'number' || typeof b !== 'number') return fault('Both must be numbers')
  const result = compute(a, b)
  return typeof result === 'number' ? { result } : result
}

function over(value: Value, compute: (numbers: number[]) => number) {
  const numbers = list(value, 'numbers')
  if (numbers.length === 0) return fault('The list is empty')
  if (!numbers.every((item) => typeof item === 'number')) return fault('All items must be numbers')
  return { result: compute(numbers) }
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
const mean = (numbers: number[]) => sum(numbers) / numbers.length
const digits = (value: number, precision: Value) =>
  Number(value.toPrecision(Math.max(1, Math.min(15, number(precision, 'precision')))))

export const createMath: CreateBackend = () => ({
  state: () => ({}),
  methods: {
    logarithm: method(['value', 'base', 'precision'], ({ value, base, precision }) => {
      const result = Math.log(number(value, 'value')) / Math.log(number(base, 'base'))
      return Number.isFinite(result) ? { result: digits(result, precision) } : fault('This logarithm has no real value')
    }),
    mean: method(['numbers'], ({ numbers }) => over(numbers, mean)),
    standard_deviation: method(['numbers'], ({ numbers }) =>
      over(numbers, (all) => Math.sqrt(mean(all.map((x) => (x - mean(all)) ** 2)))),
    ),
    si_unit_conversion: method(['value', 'unit_in', 'unit_out'], ({ value, unit_in, unit_out }) => {
      const [from, to] = [METRES[text(unit_in, 'unit_in')], METRES[text(unit_out, 'unit_out')]]
      if (from === undefined || to === undefined) return fault(`No conversion from ${unit_in} to ${unit_out}`)
      return { result: number(value, 'value') * from * (1 / to) }
    }),
    imperial_si_conversion: method(['value', 'unit_in', 'unit_out'], ({ value, unit_in, unit_out }) => {
      const amount = number(value, 'value')
      if (unit_in === unit_out) return { result: amount }
      const factor = FACTORS[`${text(unit_in, 'unit_in')}_to_${text(unit_out, 'unit_out')}`]
      if (factor === undefined) return fault(`No conversion from ${unit_in} to ${unit_out}`)
      if (unit_in === 'celsius') return { result: amount * factor + 32 }
      return { result: unit_in === 'fahrenheit' ? (amount - 32) * factor : amount * factor }
    }),
    add: method(['a', 'b'], ({ a, b }) => pair((x, y) => x + y)(a, b)),
    subtract: method(['a', 'b'], ({ a, b }) => pair((x, y) => x - y)(a, b)),
    multiply: method(['a', 'b'], ({ a, b }) => pair((x, y) => x * y)(a, b)),
    divide: method(['a', 'b'], ({ a, b }) => pair((x, y) => (y === 0 ? fault('Division by zero') : x / y))(a, b)),
    power: method(['base', 'exponent'], ({ base, exponent }) => pair((x, y) => x ** y)(base, exponent)),
    square_root: method(['number', 'precision'], ({ number: value, precision }) => {
      const root = Math.sqrt(number(value, 'number'))
      return Number.isNaN(root) ? fault('A negative number has no square root') : { result: digits(root, precision) }
    }),
    absolute_value: method(['number'], ({ number: value }) => ({ result: Math.abs(number(value, 'number')) })),
    round_number: method(['number', ['decimal_places', 0]], ({ number: value, decimal_places }) => ({
      result: Number(number(value, 'number').toFixed(number(decimal_places, 'decimal_places'))),
    })),
    percentage: method(['part', 'whole'], ({ part, whole }) =>
      pair((x, y) => (y === 0 ? fault('The whole is zero') : (x / y) * 100))(part, whole),
    ),
    min_value: method(['numbers'], ({ numbers }) => over(numbers, (all) => Math.min(...all))),
    max_value: method(['numbers'], ({ numbers }) => over(numbers, (all) => Math.max(...all))),
    sum_values: method(['numbers'], ({ numbers }) => over(numbers, sum)),
  },
})
