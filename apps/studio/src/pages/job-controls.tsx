/** Pause, resume, retry and extend: a button for each that the job's state allows. What the server refuses is told in its words. */
import type { StudioClient } from '@evalflow/client'
import type { JobItem } from '@evalflow/contract'
import { Button, notify } from '@evalflow/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pause, Play, RotateCcw, Rows3 } from 'lucide-react'
import { useState } from 'react'
import { useT } from '../messages.ts'
import { ResumeJobDialog } from './costs/resume-job-dialog.tsx'
import { ExtendJobDialog } from './extend-job-dialog.tsx'
import { jobCommands, type JobCommand } from './job-state.ts'

export type JobClient = Pick<StudioClient, 'pauseJob' | 'resumeJob' | 'retryJob' | 'extendJob'>

const ICONS = { pause: Pause, resume: Play, retry: RotateCcw, extend: Rows3 } as const

export function JobControls({ job, commands }: { job: JobItem; commands: JobClient }) {
  const t = useT()
  const queries = useQueryClient()
  const [dialog, setDialog] = useState<'extend' | 'resume' | null>(null)
  const cost = job.progress?.cost ?? null
  const isLimited = cost !== null && cost.budget !== null
  const refresh = () => queries.invalidateQueries({ queryKey: ['job', job.id] })
  const ask = useMutation({
    mutationFn: async (command: Exclude<JobCommand, 'extend'>) => {
      if (command === 'pause') await commands.pauseJob(job.id)
      else if (command === 'resume') await commands.resumeJob(job.id)
      else notify.good(t('retrying', { rows: (await commands.retryJob(job.id)).rows ?? 0 }))
    },
    onError: (error) => notify.bad(error.message),
    onSettled: refresh,
  })
  return (
    <>
      {jobCommands(job).map((command) => {
        const Icon = ICONS[command]
        return (
          <Button
            key={command}
            icon={<Icon aria-hidden />}
            busy={ask.isPending && ask.variables === command}
            disabled={ask.isPending}
            onClick={() => {
              if (command === 'extend') setDialog('extend')
              // a budget that stopped the job would stop it again
              else if (command === 'resume' && isLimited) setDialog('resume')
              else ask.mutate(command)
            }}
          >
            {t(`job_${command}`, { rows: job.progress?.failed ?? 0 })}
          </Button>
        )
      })}
      {dialog === 'resume' && cost && (
        <ResumeJobDialog
          cost={cost}
          onResume={async (budget) => {
            await commands.resumeJob(job.id, { budget })
            await refresh()
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'extend' && (
        <ExtendJobDialog
          rowsNow={job.progress?.total ?? null}
          onExtend={async (limit) => {
            await commands.extendJob(job.id, { limit_samples: limit })
            await refresh()
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  )
}
