import { priceDifferencesOf } from '../blueprint/price-differences.ts';
import { buildSequences } from '../core/config/build-sequences.ts';
import { parseTenantConfig, parseTenantJson } from '../core/config/check-tenant-config.ts';
import { type Difference, differencesOf, type TenantVersion } from '../core/config/config-differences.ts';
import { stageNames } from '../core/config/stages.ts';
import { openApi } from '../embedded/cli/ask-api.ts';
import { readEnvironment } from '../embedded/cli/environment.ts';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { type Command, EXIT, withAnswer } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { commandLine } from '../project/package-root.ts';
import { openProject } from '../project/project.ts';
import { escapedMarkdown } from './markdown.ts';
import { asDeployed, isDeployedVersion, readVersion, type VersionText } from './read-version.ts';

const USAGE = `${commandLine('diff', '<before> <after> [--stage <stage>] [--markdown] [--api URL]')}
Says in words how two versions of a tenant file differ: which orders take which sequence, steps, options, other settings, and the AWS list price of
an order. Each version is a path, a path in a git revision, or a deployed version: ${commandLine('diff', 'main:tenants/acme.json tenants/acme.json')}
Deployed versions come from the API, by default that of the running system of this machine; TOKEN is a token with orders:operate or orders:audit.
If a version has stages, --stage, or STAGE, names one. With --markdown the answer is for a pull request. Exit code: 0 if they do not differ, 1 if they do, 2 if one cannot be read.`;

/** Compares two versions of a tenant file. */
export const diff: Command = withAnswer(compareVersions);

async function compareVersions(args: readonly string[], terminal: Terminal): Promise<number> {
  const spec = {
    usage: USAGE,
    options: ['api', 'stage'] as const,
    flags: ['markdown'],
    positionals: ['before', 'after'],
  };
  const { flags, options, positionals } = readArguments(args, spec);
  const [before = '', after = ''] = positionals;
  const deployed = isDeployedVersion(before) || isDeployedVersion(after);
  const read = async (source: string, mayLackStages: boolean) => {
    const found = await readVersion(source, () => openApi(options.api, 'operator', terminal.env));
    return versionOf(
      deployed ? { ...found, text: asDeployed(found.text, readEnvironment(terminal.env).SANDBOX_PORT) } : found,
      (stages) => (stages.length === 0 && mayLackStages ? undefined : (options.stage ?? terminal.env.STAGE)),
    );
  };
  // A version from before the file had stages is compared as it was, and a deployed one is that of its stage.
  const [old, now] = [await read(before, true), await read(after, isDeployedVersion(after))];
  const differences = [...differencesOf(old, now), ...priceDifferencesOf(old, now)];
  if (differences.length === 0) {
    terminal.print(`${before} and ${after} do not differ.`);
    return EXIT.done;
  }
  const title = `Tenant ${now.config.tenant}: ${before} → ${after}`;
  terminal.print(flags.has('markdown') ? markdown(title, differences) : plain(title, differences));
  return EXIT.failed;
}

/**
 * Checks a version.
 *
 * @param stageIn chooses one of the file's stages
 * @throws TenantConfigInvalid the file has problems
 */
async function versionOf(
  { source, tenant, text }: VersionText,
  stageIn: (stages: readonly string[]) => string | undefined,
): Promise<TenantVersion> {
  const { ownPlugins } = await openProject();
  const catalog = pluginCatalog(ownPlugins.map(({ plugin }) => plugin));
  const stage = stageIn(stageNames(parseTenantJson(text, source)));
  const config = parseTenantConfig(text, source, catalog, tenant, stage);
  return { config, sequences: buildSequences(config, catalog) };
}

function plain(title: string, differences: readonly Difference[]): string {
  return [title, ...differences.flatMap(({ about, lines }) => ['', about, ...lines.map((line) => `  ${line}`)])].join(
    '\n',
  );
}

function markdown(title: string, differences: readonly Difference[]): string {
  const parts = differences.map(
    ({ about, lines }) => `**${about}**\n\n${lines.map((line) => `- ${escapedMarkdown(line)}`).join('\n')}`,
  );
  return [`### ${escapedMarkdown(title)}`, ...parts].join('\n\n');
}
