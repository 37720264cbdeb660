import { flushCompileCache } from 'node:module';
import { buildConsole } from '../../console/build/build-console.ts';
import { describeDeployment } from '../../project/describe-deployment.ts';
import { commandLine } from '../../project/package-root.ts';
import type { SpareThreads } from '../lambda/spare-threads.ts';
import { readEnvironment } from './environment.ts';
import { formatRuntimeLog } from './format-runtime-log.ts';
import { readArguments } from './read-arguments.ts';
import { readyMessage } from './ready-message.ts';
import { EXIT, stopOnCrash } from './run-command.ts';
import { startSystem } from './start-system.ts';
import { aborted, stopSignal, stopWithNpm } from './stop-signal.ts';
import { painter, type Terminal } from './terminal.ts';

const USAGE = `${commandLine('start', '[--stage <stage>]')}
Serves the tenant TENANT (default: demo) and the sandbox partners on this machine. --stage names one of the stages of its file, as STAGE does.
Other settings: PORT, AWS_PORT, SANDBOX_PORT, LOCAL_HOSTS, DATA_DIR.`;

/** When the code that was compiled is written to Node's compile cache: the first orders come first. */
const COMPILE_CACHE_DELAY_MS = 5000;

/**
 * Serves a tenant and the sandbox partners on this machine until SIGINT or SIGTERM, or until the npm that started it ends.
 *
 * Settings come from the environment: PORT, AWS_PORT, SANDBOX_PORT, LOCAL_HOSTS, DATA_DIR, TENANT, STAGE.
 *
 * @param spareThreads threads for functions that have begun already. @default none
 */
export async function serve(args: readonly string[], terminal: Terminal, spareThreads?: SpareThreads): Promise<number> {
  const { options } = readArguments(args, { usage: USAGE, options: ['stage'], positionals: [] });
  const environment = readEnvironment({
    ...terminal.env,
    ...(options.stage !== undefined && { STAGE: options.stage }),
  });
  const stop = stopSignal();
  stopWithNpm(terminal.env, () => process.kill(process.pid, 'SIGTERM'));
  stopOnCrash(terminal, environment.DATA_DIR);
  const paint = painter(terminal.colours);
  const system = await startSystem(environment, {
    describeDeployment: () => describeDeployment(process.cwd(), terminal.env),
    consoleFiles: await buildConsole(),
    spareThreads,
    onLog(line) {
      const text = formatRuntimeLog(line, new Date(), paint);
      if (text !== undefined) terminal.print(text);
    },
  });
  terminal.print(readyMessage(system, environment));
  // For the next start, even if this process is killed.
  setTimeout(flushCompileCache, COMPILE_CACHE_DELAY_MS).unref();
  await aborted(stop);
  terminal.print('Stopping. Press Ctrl-C again to stop immediately.');
  await system.close();
  return EXIT.done;
}
