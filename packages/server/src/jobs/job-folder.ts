/** Files of one job: `jobs/{id}/journal.sqlite` (its samples), `log.txt`,
 * `options.json` (changed after its start) and `hub.json` (which files of a hub it reads). */
import { createReadStream, existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { problems } from '../errors.ts'

export type JobFolders = ReturnType<typeof createJobFolders>

export function createJobFolders(root: string) {
  /** Ids are base58 with a prefix; anything else could leave the folder. */
  function folder(jobId: string): string {
    if (!/^[\w-]{1,100}$/.test(jobId)) throw problems.notFound('job', jobId)
    return join(root, jobId)
  }
  const journalPath = (jobId: string) => join(folder(jobId), 'journal.sqlite')
  const optionsPath = (jobId: string) => join(folder(jobId), 'options.json')
  const logPath = (jobId: string) => join(folder(jobId), 'log.txt')

  return {
    journalPath,
    hubPath: (jobId: string) => join(folder(jobId), 'hub.json'),
    hasJournal: (jobId: string) => existsSync(journalPath(jobId)),
    make: (jobId: string) => mkdir(folder(jobId), { recursive: true }),
    remove: (jobId: string) => rm(folder(jobId), { recursive: true, force: true }),
    /** What was asked of the job after it was made; parsed by `job-options.ts`. */
    readOptions: async (jobId: string): Promise<unknown> =>
      existsSync(optionsPath(jobId)) ? JSON.parse(await readFile(optionsPath(jobId), 'utf8')) : {},
    writeOptions: (jobId: string, options: unknown) => writeFile(optionsPath(jobId), JSON.stringify(options, null, 2)),
    /** One line, with its time. */
    log: (jobId: string, at: Date, level: 'info' | 'warning' | 'error', message: string) =>
      appendFile(logPath(jobId), `${at.toISOString()} ${level} ${message.replaceAll('\n', ' ')}\n`),
    /** Empty if nothing was logged. */
    readLog: async (jobId: string) => (existsSync(logPath(jobId)) ? readFile(logPath(jobId), 'utf8') : ''),
    openLog: (jobId: string) => (existsSync(logPath(jobId)) ? createReadStream(logPath(jobId)) : undefined),
  }
}
