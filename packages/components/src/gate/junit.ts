/** Checks of gates as JUnit XML, which every CI reads. One suite a gate, one case a check. */
import type { GateCheck } from './check.ts'

export interface JUnitSuite {
  name: string
  checks: readonly GateCheck[]
  /** The gate could not be checked at all. */
  error?: { code: string; message: string } | undefined
}

export function toJUnit(suites: readonly JUnitSuite[]): string {
  const body = suites.map(suiteXml).join('')
  const tests = suites.reduce((sum, suite) => sum + testCount(suite), 0)
  const failures = suites.reduce((sum, suite) => sum + failureCount(suite), 0)
  const errors = suites.filter((suite) => suite.error).length
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="evalflow" tests="${tests}" failures="${failures}" errors="${errors}">\n${body}</testsuites>\n`
}

const failureCount = ({ checks }: JUnitSuite) => checks.filter(({ passed }) => !passed).length
const testCount = ({ checks, error }: JUnitSuite) => checks.length + (error ? 1 : 0)

function suiteXml(suite: JUnitSuite): string {
  const { name, checks, error } = suite
  const cases = checks.map((check) => {
    const head = `    <testcase classname="${escapeXml(name)}" name="${escapeXml(check.expected)}"`
    const message = `${check.expected}: found ${check.found}`
    if (check.passed) return `${head}/>\n`
    return `${head}>\n      <failure type="gate_failed" message="${escapeXml(message)}"/>\n    </testcase>\n`
  })
  const broken = error
    ? `    <testcase classname="${escapeXml(name)}" name="gate">\n      <error type="${escapeXml(error.code)}" message="${escapeXml(error.message)}"/>\n    </testcase>\n`
    : ''
  return `  <testsuite name="${escapeXml(name)}" tests="${testCount(suite)}" failures="${failureCount(suite)}" errors="${error ? 1 : 0}">\n${cases.join('')}${broken}  </testsuite>\n`
}

/** Characters that XML 1.0 cannot hold in any form become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;')
}
