/**
 * Live figures of a job: `GET /api/jobs/{id}/events`, server-sent.
 *
 * E1 Each `progress` is the whole picture, so a reader that missed some has lost nothing; at most `?per_second` (1 to 10,
 *    default 4) are sent.
 * E2 The last event is `end`; its scores are those of the stored result, to the last digit. Then the stream closes.
 * E3 `seq` grows, also over a restart of the server, and is the event's id: `Last-Event-ID` (or `?after=`) gives what came
 *    after it. Alerts are kept with the job and sent again to a reader that has not seen them.
 * E4 204 to a reader that has seen the end, so that a browser's EventSource stops asking.
 */
import { z } from 'zod'
import { jobProgressSchema } from './job-api.ts'
import { budgetAlertSchema } from './costs.ts'

const pictureShape = {
  seq: z.int().min(0),
  at: z.string(),
  status: z.string(),
  message: z.string().nullable(),
  /** Null until something is known. */
  progress: jobProgressSchema.nullable(),
  paused: z.boolean(),
}

export const jobEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), ...pictureShape }),
  z.object({ type: z.literal('alert'), seq: pictureShape.seq, at: pictureShape.at, alert: budgetAlertSchema }),
  z.object({ type: z.literal('end'), ...pictureShape }),
])
export type JobEvent = z.infer<typeof jobEventSchema>
