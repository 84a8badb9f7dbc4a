/** Paths inside a repository. They never touch the file system, and still cannot climb: others may write them to disk. */
import { hubProblems } from '../http/problem.ts'

const MAX_PATH_LENGTH = 1024

/** @throws PlatformProblem 400 for empty parts, `.`, `..`, `.git`, a backslash or control characters */
export function parseRepoPath(path: string): string {
  const parts = path.split('/')
  const bad = parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')
  // oxlint-disable-next-line no-control-regex
  if (bad || path.length > MAX_PATH_LENGTH || /[\u0000-\u001f\u007f\\]/.test(path))
    throw hubProblems.refuse(
      400,
      `"${path.slice(0, 100)}" is no path in a repository. Use names parted by "/", without "." and "..".`,
    )
  return path
}
