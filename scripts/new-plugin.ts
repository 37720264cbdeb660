import { fileURLToPath } from 'node:url';
import { kebabCase } from '../core/names.ts';
import { asksForHelp } from './asks-for-help.ts';
import { createPlugin } from './new-plugin/create-plugin.ts';
import { NewPluginRefused } from './new-plugin/plugin-name.ts';

const USAGE = `Usage: npm run new:plugin -- <name> <service>
Makes a plugin with its Lambda, its options and its contract test, e.g. npm run new:plugin -- loyaltyPoints limio`;

process.exitCode = await newPlugin(process.argv.slice(2));

/** Makes a plugin: 0 when it is made, 1 when it is refused, 2 for a wrong call. */
async function newPlugin(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(USAGE);
    return 0;
  }
  const [name, service, ...others] = args;
  if (name === undefined || service === undefined || others.length > 0) {
    console.error(USAGE);
    return 2;
  }
  try {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const written = await createPlugin(root, { name, service });
    console.log([`Made the plugin ${name}:`, ...written.map((path) => `  ${path}`), nextSteps(name)].join('\n'));
    return 0;
  } catch (error) {
    if (!(error instanceof NewPluginRefused)) throw error;
    console.error(error.message);
    return 1;
  }
}

function nextSteps(name: string): string {
  const folder = kebabCase(name);
  return `
It announces orders to an endpoint, and its contract passes as it is. Next:
  1. npx vitest run test/contract/${folder}.test.ts
  2. Write what it really does in plugins/${folder}/plugin.ts, and what it needs to know in options.ts.
  3. Say in test/contract/${folder}.test.ts how each case comes about, and test what is peculiar in test/plugins/${folder}/.
  4. npm run reference and npm run schema, so that the docs and the editors know its options.
  5. Put it into a sequence of tenants/<tenant>.json, and npm run check -- tenants/<tenant>.json
docs/how-to/add-a-plugin.md walks through it.`;
}
