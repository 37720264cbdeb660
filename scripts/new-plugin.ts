import { fileURLToPath } from 'node:url';
import { kebabCase } from '../core/names.ts';
import { isHelpRequested } from './is-help-requested.ts';
import { createPlugin } from './new-plugin/create-plugin.ts';
import { NewPluginRefused } from './new-plugin/plugin-name.ts';

const USAGE = `Usage: npm run new:plugin -- <name> <service>
Creates a plugin with its Lambda, its options and its contract test, e.g. npm run new:plugin -- loyaltyPoints limio`;

process.exitCode = await newPlugin(process.argv.slice(2));

/** Creates a plugin. Returns the exit code: 0 on success, 1 if the plugin cannot be created, 2 for wrong usage. */
async function newPlugin(args: readonly string[]): Promise<number> {
  if (isHelpRequested(args)) {
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
    console.log([`Created the plugin ${name}:`, ...written.map((path) => `  ${path}`), nextSteps(name)].join('\n'));
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
It sends orders to an endpoint, and already passes its contract. Next:
  1. npx vitest run test/contract/${folder}.test.ts
  2. Write the plugin in plugins/${folder}/plugin.ts, and declare its options in options.ts.
  3. Adapt the cases in test/contract/${folder}.test.ts, and test the plugin's own behaviour in test/plugins/${folder}/.
  4. Run npm run reference and npm run schema to update the docs and the schema for editors.
  5. Add it to a sequence in tenants/<tenant>.json, and run npm run check -- tenants/<tenant>.json
docs/how-to/add-a-plugin.md explains each step.`;
}
