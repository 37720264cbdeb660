import { readEnvironment } from './cli/environment.ts';
import { formatRuntimeLog } from './cli/format-runtime-log.ts';
import { readyMessage } from './cli/ready-message.ts';
import { EXIT, runCommand, stopOnCrash } from './cli/run-command.ts';
import { startSystem } from './cli/start-system.ts';
import { aborted, stopSignal } from './cli/stop-signal.ts';
import { painter, type Terminal } from './cli/terminal.ts';

/**
 * Serves a tenant and the sandbox partners on this machine until SIGINT or SIGTERM.
 *
 * Settings come from the environment: PORT, AWS_PORT, SANDBOX_PORT, DATA_DIR, TENANT.
 */
export async function main(_: readonly string[], terminal: Terminal): Promise<number> {
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
  await aborted(stop);
  terminal.print('Stopping. Press Ctrl-C again to stop immediately.');
  await system.close();
  return EXIT.done;
}

if (import.meta.main) await runCommand(main);
