/**
 * Kills between the stages of a sample: at the instant a judge is asked about a row, whose answer is in the journal by
 * then (rule J4 of the engine). No such row's answer may ever be asked again.
 */
import { join } from 'node:path'
import type { ScriptedEndpoint, ScriptedRequest } from '@evalflow/testkit'
import { assert, type Child, readResult, sleep, startChild } from './harness.ts'
import { isJudged } from './pipeline.ts'
import { resetServer } from './script.ts'

export async function runStageKills(options: {
  readonly server: ScriptedEndpoint
  readonly folder: string
  readonly rows: number
  readonly kills: number
  readonly random: () => number
  readonly undisturbedBytes: string
}): Promise<void> {
  const { server, rows, kills, random } = options
  const path = join(options.folder, 'stages.sqlite')
  // of the judged rows those whose verdict prompt names them: "I do not know" is the same for all others
  const judgedRows = Array.from({ length: rows }, (_, row) => row).filter(
    (row) => isJudged(row) && row % 5 !== 0,
  ).length
  let child: Child | undefined
  let killAt = Infinity
  let judged = 0
  let open = 0
  /** Answers a row had when its judge was first asked. */
  const answersWhenJudged = new Map<string, number>()
  const onRequest = ({ prompt }: ScriptedRequest) => {
    const row = /^rate SAY (\d+)$/.exec(prompt)?.[1]
    if (row === undefined) return
    const question = `say ${row}`
    if (!answersWhenJudged.has(question)) answersWhenJudged.set(question, answered.byPrompt.get(question) ?? 0)
    if (++judged < killAt) return
    killAt = Infinity
    open = [...answersWhenJudged.keys()].filter((each) => !answered.byPrompt.has(`rate ${each.toUpperCase()}`)).length
    child?.process.kill('SIGKILL')
  }
  const answered = resetServer(server, onRequest)

  for (let kill = 0; kill < kills; kill++) {
    // spread over the job; what is left runs after the last kill
    killAt = judged + 1 + Math.floor((random() * judgedRows) / (kills + 1))
    child = startChild(server.url, path, rows)
    const output = await child.ended
    assert(!output.includes('done'), `stages: the job ended before kill ${kill + 1}: ${output}`)
    console.log(`stages: killed as a judge was asked, ${open} rows answered and not yet judged`)
    await sleep(20)
  }
  const output = await startChild(server.url, path, rows).ended
  assert(output.includes(`done completed ${rows} 0`), `stages: resumed run ended with: ${output}`)
  assert((await readResult(path)) === options.undisturbedBytes, 'stages: result differs from the undisturbed one')
  const again = [...answersWhenJudged].filter(([question, count]) => answered.byPrompt.get(question) !== count)
  assert(again.length === 0, `stages: ${again.length} rows were asked again after their answer: ${again[0]?.[0]}`)
  assert(answersWhenJudged.size === judgedRows, `stages: ${answersWhenJudged.size} rows judged, expected ${judgedRows}`)
  console.log(`stages: ${kills} kills, none of ${judgedRows} judged rows asked again, result equal`)
}
