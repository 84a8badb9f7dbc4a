/** How the jobs of a run ran: the pipeline of each task with its reasons, for `evalflow run --verbose`. */
import type { StudioClient, StudioRunSnapshot } from '@evalflow/client'

type Jobs = Pick<StudioClient, 'job'>

/** One line per task and reason, in the order of the nodes. @throws what the server answers for a job that is gone */
export async function tellPipelines({ nodes }: Pick<StudioRunSnapshot, 'nodes'>, client: Jobs): Promise<string[]> {
  const lines: string[] = []
  for (const { node, outputs } of Object.values(nodes)) {
    for (const id of findJobIds(outputs)) {
      const { progress } = await client.job(id)
      for (const { task, pipeline, reasons } of progress?.pipelines ?? [])
        lines.push(`${node}: job ${id}, task ${task}: ${pipeline}`, ...reasons.map((reason) => `  ${reason}`))
    }
  }
  return lines
}

/** An evaluator's result names its job. */
function findJobIds(outputs: Readonly<Record<string, unknown>> | undefined): string[] {
  return Object.values(outputs ?? {}).flatMap((output) =>
    typeof output === 'object' && output !== null && 'job_id' in output && typeof output.job_id === 'string'
      ? [output.job_id]
      : [],
  )
}
