import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tenantJsonSchema } from '../core/config/tenant-json-schema.ts';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { EXIT } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { commandLine } from '../project/package-root.ts';
import { openProject } from '../project/project.ts';

const USAGE = `${commandLine('schema')}
Writes tenants/order-processing.schema.json, with which editors complete and check tenant files and the options of every plugin.`;

/** Writes the JSON schema of the tenant files of this project. */
export async function schema(args: readonly string[], terminal: Terminal): Promise<number> {
  readArguments(args, { usage: USAGE, options: [], positionals: [] });
  const { ownPlugins, tenants } = await openProject();
  const file = join(tenants, 'order-processing.schema.json');
  const text = JSON.stringify(tenantJsonSchema(pluginCatalog(ownPlugins.map(({ plugin }) => plugin))), null, 2);
  await mkdir(tenants, { recursive: true });
  await writeFile(file, `${text}\n`);
  terminal.print(`Wrote ${file}`);
  return EXIT.done;
}
