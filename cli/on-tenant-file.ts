import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseTenantConfig, parseTenantJson } from '../core/config/check-tenant-config.ts';
import { stageNames } from '../core/config/stages.ts';
import { type TenantConfig, TenantConfigInvalid } from '../core/config/tenant-config.ts';
import type { PluginCatalog } from '../core/plugin/define-plugin.ts';
import { problemOf } from '../embedded/cli/read-arguments.ts';
import { EXIT, HelpRequested, UsageError } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { openProject } from '../project/project.ts';

/** A valid tenant file, or a stage of one. */
export interface CheckedTenantFile {
  /** Its path, as given to the command, and its stage: `tenants/acme.json, stage prod`. */
  readonly file: string;
  readonly config: TenantConfig;
  readonly catalog: PluginCatalog;
}

/** The path given to a command is not a readable file. */
class TenantFileMissing extends Error {
  override readonly name = 'TenantFileMissing';
}

/** Options of {@link onTenantFile}. */
export interface TenantFileCommand {
  readonly usage: string;
  /** Returns what the command prints about a file, or throws TenantConfigInvalid. */
  act(tenant: CheckedTenantFile): string | Promise<string>;
}

/**
 * Runs a command for each tenant file in its arguments, with the plugins of the project, and for every stage of a file unless
 * `--stage` names one.
 *
 * @param args command line arguments: paths of tenant files, or names of tenants
 * @returns the exit code: 0 on success, 1 if a file has problems, 2 if one is missing
 * @throws UsageError no file is given
 * @throws OwnPluginInvalid a plugin of the project cannot be used
 */
export async function onTenantFile(
  args: readonly string[],
  terminal: Pick<Terminal, 'print' | 'printError'>,
  { act, usage }: TenantFileCommand,
): Promise<number> {
  const { names, stage: chosen } = readNames(args, usage);
  const { ownPlugins } = await openProject();
  const catalog = pluginCatalog(ownPlugins.map(({ plugin }) => plugin));
  const codes: number[] = [];
  // tenants/*.json also names the schema of the tenant files.
  const files = names.filter((name) => names.length === 1 || !name.endsWith('.schema.json')).map(fileOf);
  for (const file of files) codes.push(await actOn(file));
  return Math.max(...codes);

  async function actOn(file: string): Promise<number> {
    try {
      const text = await readTenantText(file);
      const stages = chosen === undefined ? stageNames(parseTenantJson(text, file)) : [chosen];
      const results = (stages.length === 0 ? [undefined] : stages).map((stage) => actOnStage(file, text, stage));
      return Math.max(...(await Promise.all(results)));
    } catch (error) {
      if (!(error instanceof TenantConfigInvalid || error instanceof TenantFileMissing)) throw error;
      terminal.printError(error.message);
      return error instanceof TenantFileMissing ? EXIT.usage : EXIT.failed;
    }
  }

  async function actOnStage(file: string, text: string, stage: string | undefined): Promise<number> {
    try {
      const config = parseTenantConfig(text, file, catalog, basename(file, '.json'), stage);
      terminal.print(await act({ file: stage === undefined ? file : `${file}, stage ${stage}`, config, catalog }));
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof TenantConfigInvalid)) throw error;
      terminal.printError(error.message);
      return EXIT.failed;
    }
  }
}

/** Reads the arguments. @throws HelpRequested for `--help`; UsageError if they name no file */
function readNames(
  args: readonly string[],
  usage: string,
): { readonly names: readonly string[]; readonly stage?: string | undefined } {
  if (args.some((arg) => arg === '--help' || arg === '-h')) throw new HelpRequested(usage);
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { stage: { type: 'string' } },
    });
    if (positionals.length > 0) return { names: positionals, stage: values.stage };
  } catch (cause) {
    throw new UsageError(`${problemOf(cause)}\n\n${usage}`, { cause });
  }
  throw new UsageError(`Expected a tenant or a tenant file, found none.\n\n${usage}`);
}

/** Returns the path of a tenant file that is named by its tenant, e.g. `tenants/acme.json` for `acme`. */
export function fileOf(name: string): string {
  return TENANT_NAME.test(name) ? join('tenants', `${name}.json`) : name;
}

const TENANT_NAME = /^[a-z0-9-]+$/;

async function readTenantText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new TenantFileMissing(`There is no tenant file at ${file}. Check the path, e.g. tenants/acme.json.`, {
      cause,
    });
  }
}
