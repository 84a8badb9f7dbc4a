#!/usr/bin/env -S node --max-semi-space-size=16
/**
 * The `evalflow` command. Each command is loaded only when it is called, so that `--version` and `--help` are instant.
 *
 * Exit codes: 0 ok, 1 the run or a gate failed, 2 wrong usage, 3 partly done, 130 interrupted.
 */
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `evalflow needs Node 24 or newer; this is ${process.version}. In a clone, run "npm start", which brings its own.\n`,
  )
  process.exit(2)
}

const { runCommandLine } = await import('./command-line.ts')
process.exitCode = await runCommandLine(process.argv.slice(2))

export {}
