/** Commands, their arguments and options. What they do is in `commands/`, loaded on call. */
import { Command, CommanderError, Option } from 'commander'
import { CommandError, EXIT } from './exit-codes.ts'
import manifest from '../package.json' with { type: 'json' }

/** Runs one command line; resolves to the exit code. Nothing is thrown. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok
  const program = createProgram((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`evalflow: ${message}\n`)
    if (process.env['EVALFLOW_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`)
    return error instanceof CommandError ? error.exitCode : EXIT.failed
  }
}

function createProgram(end: (exitCode: number) => void): Command {
  const program = new Command('evalflow')
    .description('Draw an evaluation as a graph, and run it for real.')
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError('(run "evalflow --help" for what there is)')

  const dataDir = () =>
    new Option('--data-dir <path>', 'where flows, datasets and results are kept').env('EVALFLOW_DATA_DIR')
  const url = () => new Option('--url <url>', 'a running Evalflow to use, in place of starting one')
  const token = () => new Option('--token <token>', 'token of that server').env('EVALFLOW_TOKEN')
  const component = () =>
    new Option('--component <module...>', 'also use the components of this file or installed package')

  program
    .command('start')
    .description('start Studio and the NeMo-compatible server, and open the browser')
    .addOption(new Option('--port <number>', 'port, 0 for any free one').env('EVALFLOW_PORT').default('8377'))
    .addOption(new Option('--host <host>', 'address to listen on').env('EVALFLOW_HOST').default('127.0.0.1'))
    .addOption(dataDir())
    .addOption(
      new Option('--token <token>', 'needed to use this server; must be set for other hosts').env('EVALFLOW_TOKEN'),
    )
    .addOption(component())
    .option('--no-open', 'do not open the browser')
    .option('--no-pull', 'do not fetch the default model')
    .action(async (options) => end(await (await import('./commands/start.ts')).start(options)))

  program
    .command('run')
    .description('run a flow without Studio')
    .argument('<flow>', 'flow file, or with --url the id of a stored flow')
    .option('--json', 'print the result as JSON on standard output')
    .option('--junit <file>', 'write the checks of all gates as JUnit XML')
    .option('--verbose', 'tell how each task of a job ran, and why')
    .addOption(component())
    .addOption(dataDir())
    .addOption(url())
    .addOption(token())
    .action(async (flow, options) => end(await (await import('./commands/run.ts')).run(flow, options)))

  program
    .command('forecast')
    .description('say what a flow would take in tokens, money, time and energy, from a pilot of real calls')
    .argument('<flow>', 'flow file, or with --url the id of a stored flow')
    .addOption(new Option('--rows <count>', 'rows of each task that are asked, 0 to ask none').default('10'))
    .option('--json')
    .addOption(dataDir())
    .addOption(url())
    .addOption(token())
    .action(async (flow, options) => end(await (await import('./commands/forecast.ts')).forecast(flow, options)))

  program
    .command('costs')
    .description('tokens, money, compute and energy of jobs, summed')
    .addOption(new Option('--by <what>', 'sum by').choices(['project', 'flow', 'model', 'job']).default('project'))
    .option('--project <name>', 'only jobs of this project')
    .option('--json')
    .addOption(dataDir())
    .addOption(url())
    .addOption(token())
    .action(async (options) => end(await (await import('./commands/costs.ts')).costs(options)))

  program
    .command('import')
    .description('print the Evalflow flow of a flow file (Evalflow or Langflow)')
    .argument('<file>')
    .option('--store', 'keep it too, and tell its id')
    .addOption(dataDir())
    .addOption(url())
    .addOption(token())
    .action(async (file, options) => end(await (await import('./commands/flow-files.ts')).importFlow(file, options)))

  program
    .command('export')
    .description('print a flow file or a stored flow in another format')
    .argument('<flow>', 'flow file, or the id of a stored flow')
    .addOption(new Option('--format <format>', 'file format').choices(['evalflow', 'langflow']).default('evalflow'))
    .option('--output <file>', 'write to this file')
    .addOption(dataDir())
    .addOption(url())
    .addOption(token())
    .action(async (flow, options) => end(await (await import('./commands/flow-files.ts')).exportFlow(flow, options)))

  const models = program.command('models').description('local models')
  models
    .command('list')
    .option('--json')
    .action(async (options) => end(await (await import('./commands/models.ts')).listModels(options)))
  models
    .command('pull')
    .argument('<id>', 'for example smollm2-135m')
    .action(async (id) => end(await (await import('./commands/models.ts')).pullModel(id)))
  models
    .command('add')
    .argument('<file>', 'a GGUF file')
    .action(async (file) => end(await (await import('./commands/models.ts')).addModel(file)))

  const configs = program.command('configs').description('evaluation configs')
  configs
    .command('list')
    .addOption(new Option('--kind <kind>', 'only these').choices(['template', 'direct', 'runtime']))
    .option('--search <text>')
    .option('--json')
    .addOption(dataDir())
    .addOption(url())
    .addOption(token())
    .action(async (options) => end(await (await import('./commands/configs.ts')).listConfigs(options)))
  configs
    .command('export')
    .description('print a template as a file that can be imported elsewhere; secrets are left out')
    .argument('<config>', 'namespace/name of the template, or its name in "default"')
    .option('--output <file>', 'write to this file')
    .addOption(dataDir())
    .addOption(url())
    .addOption(token())
    .action(async (config, options) =>
      end(await (await import('./commands/config-files.ts')).exportTemplate(config, options)),
    )
  configs
    .command('import')
    .description('store a template file, after checking it')
    .argument('<file>')
    .option('--name <name>', 'store it under this name')
    .option('--as-version', 'make it the next version of the template that has the name')
    .option('--dry-run', 'only tell what it needs and would do')
    .option('--json')
    .addOption(dataDir())
    .addOption(url())
    .addOption(token())
    .action(async (file, options) =>
      end(await (await import('./commands/config-files.ts')).importTemplate(file, options)),
    )
  configs
    .command('cleanup')
    .description('remove runtime configs that nothing uses')
    .option('--unused-days <days>', 'only those not used for so long')
    .option('--template <ref>', 'only those made from this template (namespace/name)')
    .option('--all', 'every runtime config that no unfinished job uses')
    .option('--dry-run', 'only tell')
    .option('--json')
    .addOption(dataDir())
    .addOption(url())
    .addOption(token())
    .action(async (options) => end(await (await import('./commands/configs.ts')).cleanUpConfigs(options)))

  program
    .command('doctor')
    .description('say what works here, and what to do about what does not')
    .addOption(dataDir())
    .action(async (options) => end(await (await import('./commands/doctor.ts')).doctor(options)))

  return program
}
