/** The server: Studio's API, the NeMo-compatible platform, local inference, on one port over one data directory. */
export { DEFAULT_PORT, startServer, type RunningServer, type StartOptions } from './start-server.ts'
export { ApiProblem, ServerError, type ServerErrorCode } from './errors.ts'
