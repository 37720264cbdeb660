import { flushCompileCache } from 'node:module';
import { readEnvironment } from './environment.ts';
import { formatRuntimeLog } from './format-runtime-log.ts';
import { readyMessage } from './ready-message.ts';
import { EXIT, stopOnCrash } from './run-command.ts';
import { startSystem } from './start-system.ts';
import { aborted, stopSignal } from './stop-signal.ts';
import { painter, type Terminal } from './terminal.ts';

/** When the code that was compiled is written to Node's compile cache: the first orders come first. */
const COMPILE_CACHE_DELAY_MS = 5000;

/**
 * Serves a tenant and the sandbox partners on this machine until SIGINT or SIGTERM.
 *
 * Settings come from the environment: PORT, AWS_PORT, SANDBOX_PORT, DATA_DIR, TENANT.
 */
export async function serve(_: readonly string[], terminal: Terminal): Promise<number> {
  const environment = readEnvironment(terminal.env);
  const stop = stopSignal();
  stopOnCrash(terminal, environment.DATA_DIR);
  const paint = painter(terminal.colours);
  const system = await startSystem(environment, {
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
