import { realpath } from 'node:fs/promises';
import { kebabCase } from '../core/names.ts';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { EXIT } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { commandLine, PACKAGE_ROOT } from '../project/package-root.ts';
import { addPlugin, loadsModules } from './new-plugin/add-plugin.ts';
import { createPlugin } from './new-plugin/create-plugin.ts';
import { NewPluginRefused } from './new-plugin/plugin-name.ts';

const USAGE = `Usage: ${commandLine('new-plugin', '<name> <service>')}
Creates a plugin with its options and its contract test, e.g. ${commandLine('new-plugin', 'loyaltyPoints limio')}`;

/** Creates a plugin in this project. The exit code is 1 if the plugin cannot be created. */
export async function newPlugin(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = readArguments(args, { usage: USAGE, options: [], positionals: ['name', 'service'] });
  const [name = '', service = ''] = positionals;
  const root = await realpath('.');
  const isThisRepository = root === PACKAGE_ROOT;
  try {
    const written = await (isThisRepository ? createPlugin : addPlugin)(root, { name, service });
    const folder = kebabCase(name);
    const steps = isThisRepository ? stepsHere(folder) : stepsOfProject(folder, await loadsModules(root));
    terminal.print([`Created the plugin ${name}:`, ...written.map((path) => `  ${path}`), ...steps].join('\n'));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof NewPluginRefused)) throw error;
    terminal.printError(error.message);
    return EXIT.failed;
  }
}

const READY = '\nIt sends orders to an endpoint, and already passes its contract. Next:';

function stepsHere(folder: string): readonly string[] {
  return [
    READY,
    `  1. npx vitest run test/contract/${folder}.test.ts`,
    `  2. Write the plugin in plugins/${folder}/plugin.ts, and declare its options in options.ts.`,
    `  3. Adapt the cases in test/contract/${folder}.test.ts, and test the plugin's own behaviour in test/plugins/${folder}/.`,
    '  4. Run npm run reference and npm run schema to update the docs and the schema for editors.',
    '  5. Add it to a sequence in tenants/<tenant>.json, and run npm run check -- tenants/<tenant>.json',
    'docs/how-to/add-a-plugin.md explains each step.',
  ];
}

function stepsOfProject(folder: string, isModule: boolean): readonly string[] {
  return [
    READY,
    `  1. ${isModule ? '' : 'npm pkg set type=module && '}npm install --save-dev vitest && npx vitest run plugins/${folder}`,
    `  2. Write the plugin in plugins/${folder}/plugin.ts, and declare its options in options.ts.`,
    `  3. Adapt the cases in plugins/${folder}/plugin.test.ts.`,
    `  4. Run ${commandLine('schema')} to update the schema for editors.`,
    `  5. Add it to a sequence in tenants/<tenant>.json, and run ${commandLine('check', '<tenant>')}`,
  ];
}
