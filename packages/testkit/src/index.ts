export { createFakeClock, type FakeClock } from './fake-clock.ts'
export type { Script, ScriptedAnswer, ScriptedFault, ScriptedRequest } from './script.ts'
export { echoScript, type ScriptedEndpoint, startScriptedEndpoint } from './scripted-endpoint.ts'
