export { createFakeClock, type FakeClock } from './fake-clock.ts'
export {
  echoScript,
  type Script,
  type ScriptedAnswer,
  type ScriptedEndpoint,
  type ScriptedFault,
  type ScriptedRequest,
  startScriptedEndpoint,
} from './scripted-endpoint.ts'
