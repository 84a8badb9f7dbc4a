/** Lets a result pass, or fails the node with `gate_failed`. The verdict is told as progress either way, for node and CI. */
import type { JsonValue } from '@evalflow/graph'
import type { RunContext } from '@evalflow/runner'
import { z } from 'zod'
import { ComponentError } from '../errors.ts'
import { readResults } from '../result-input.ts'
import type { ComponentServices } from '../services.ts'
import { checkGate, type GateSettings, type GateVerdict } from './check.ts'
import { parseGateConditions } from './conditions.ts'
import { toJUnit } from './junit.ts'

export async function runGate(context: RunContext<ComponentServices>): Promise<Record<string, JsonValue>> {
  const { values, inputs, log, report } = context
  const [result] = readResults(inputs['result'], 'result')
  if (!result) throw new ComponentError('result_missing', 'No result is connected.', { field: 'result' })
  const settings = parseSettings(values)
  const verdict = checkGate(result.scores, settings)
  if (result.partial) verdict.checks.push(wholeCheck(verdict))
  const passed = verdict.checks.filter((check) => check.passed).length
  const text = toText(verdict)
  for (const check of verdict.checks)
    log(
      check.passed ? 'info' : 'error',
      `${check.passed ? 'Passed' : 'Failed'}: ${check.expected}, found ${check.found}`,
    )
  report({
    done: passed,
    total: verdict.checks.length,
    message: `${passed} of ${verdict.checks.length} checks passed`,
    detail: z.json().parse({ gate: verdict }),
  })
  if (!verdict.passed)
    throw new ComponentError('gate_failed', `The gate did not open: ${describeFailures(verdict)}.`, { field: 'result' })
  return {
    result: z.json().parse(result),
    text,
    junit: toJUnit([{ name: result.config, checks: verdict.checks }]),
    verdict: z.json().parse(verdict),
  }
}

/** Scores of a job that skipped rows say nothing of the whole. */
function wholeCheck(verdict: GateVerdict) {
  verdict.passed = false
  return { name: 'whole', passed: false, expected: 'a whole result', found: 'a partial one' }
}

const describeFailures = ({ checks }: GateVerdict): string =>
  checks
    .filter((check) => !check.passed)
    .map((check) => `${check.expected}, found ${check.found}`)
    .join('; ')

function toText({ checks }: GateVerdict): string {
  return checks
    .map((check) => `${check.passed ? 'passed' : 'FAILED'}  ${check.expected}: found ${check.found}`)
    .join('\n')
}

function parseSettings(values: Readonly<Record<string, JsonValue>>): GateSettings {
  const { conditions, on, max_unscored: unscored, max_failed: failed } = values
  return {
    conditions: parseGateConditions(typeof conditions === 'string' ? conditions : ''),
    on: on === 'interval' ? 'interval' : 'value',
    maxUnscoredPercent: typeof unscored === 'number' ? unscored : 0,
    maxFailedPercent: typeof failed === 'number' ? failed : 0,
  }
}
