import { open, writeFile } from 'node:fs/promises';
import { buildSequences } from '../core/config/build-sequences.ts';
import { parseTenantConfig } from '../core/config/check-tenant-config.ts';
import { TenantConfigInvalid } from '../core/config/tenant-config.ts';
import type { JsonObject } from '../core/json.ts';
import type { PluginCatalog } from '../core/plugin/define-plugin.ts';
import type { Sequence } from '../core/sequence/sequence.ts';
import { openApi } from '../embedded/cli/ask-api.ts';
import { readEnvironment } from '../embedded/cli/environment.ts';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { type Command, EXIT, UsageError, withAnswer } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { pluginCatalog, plugins } from '../plugins/registry.ts';
import { commandLine } from '../project/package-root.ts';
import { openProject } from '../project/project.ts';
import { readExportLines } from './orders/export-file.ts';
import { periodOf } from './orders/period.ts';
import { readRecordedOrders, tenantOf } from './orders/read-recorded.ts';
import type { ExportLine } from './orders/recorded-order.ts';
import { tenantArgument } from './orders/tenant-argument.ts';
import { asDeployed, readVersion } from './read-version.ts';
import type { ReplayedOrder } from './replay/differences.ts';
import { type ReplayVersion, replayOrder } from './replay/replay-order.ts';
import { createReport } from './replay/report.ts';

const USAGE = `${commandLine('replay', '<tenant file> [--stage <stage>] [--orders orders.jsonl | --api URL --since P7D --limit 10000] [--markdown FILE] [--ids 5]')}
Runs recorded orders through a changed tenant file and the plugins as they are now, and says how each would run differently: its sequence, its
steps, the requests that would be sent, money first, and the price. Expressions and plugins really run; the record answers for the partners, and
nothing is sent. A request that was not recorded ends the replay of its order; one whose answer was too long to be kept ends the comparison of
its step. The tenant file is a path, or one in a git revision.
Orders come from a file of the command export, or from the API; without either from the running system of this machine.
--stage, or STAGE, names one of the stages of the tenant file, if it has any. --markdown also writes the report for a pull request. --ids is how many orders each line names.
Exit code: 0 if no order would run differently, 1 if one would, 3 if none would as far as they were compared, but some could not be compared
wholly, 2 on an error.`;

const DEFAULT_IDS = 5;
const PROGRESS_EVERY = 100;

/** Replays recorded orders with a changed tenant file. */
export const replay: Command = withAnswer(compareOrders);

async function compareOrders(args: readonly string[], terminal: Terminal): Promise<number> {
  const { options, positionals } = readArguments(args, {
    usage: USAGE,
    options: ['stage', 'orders', 'api', 'since', 'limit', 'markdown', 'ids'],
    positionals: ['tenant file'],
  });
  const ids = Number(options.ids ?? DEFAULT_IDS);
  if (!Number.isInteger(ids) || ids < 1)
    throw new UsageError(`--ids: expected a number from 1, found '${options.ids}'`);
  if (options.orders !== undefined && (options.api ?? options.since ?? options.limit) !== undefined)
    throw new UsageError(`Expected --orders, or --api with --since and --limit, found both.\n\n${USAGE}`);
  if (options.markdown !== undefined) await checkIsWritable(options.markdown);
  const [source = ''] = positionals;
  const { catalog, version } = await changedVersion(source, options.stage ?? terminal.env.STAGE, terminal);
  const lines =
    options.orders === undefined ? await linesOfApi(options, version, terminal) : linesOfFile(options.orders, version);
  const replayed = await replayAll(lines, version, catalog, terminal);
  const report = createReport(`Tenant ${version.config.tenant} with ${source}`, replayed);
  terminal.print(report.plain(ids));
  if (options.markdown !== undefined) await writeFile(options.markdown, report.markdown(ids));
  if (report.differs) return EXIT.failed;
  return report.isWhole ? EXIT.done : EXIT.incomplete;
}

/** A replay may take minutes, so that a path is tried before it. @throws UsageError the file cannot be written */
async function checkIsWritable(file: string): Promise<void> {
  const handle = await open(file, 'a').catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`--markdown: ${file} cannot be written (${cause.code}): choose another path.`, { cause });
  });
  await handle.close();
}

/** The version to try, with the plugins as they are now. */
async function changedVersion(
  source: string,
  stage: string | undefined,
  { env }: Terminal,
): Promise<{ catalog: PluginCatalog; version: ReplayVersion }> {
  const own = (await openProject()).ownPlugins.map(({ plugin }) => plugin);
  const catalog = pluginCatalog(own);
  const { tenant, text } = await readVersion(source, () => openApi(undefined, 'operator', env));
  const config = parseTenantConfig(asDeployed(text, readEnvironment(env).SANDBOX_PORT), source, catalog, tenant, stage);
  const byName = new Map([...plugins, ...own].map((plugin) => [plugin.name, plugin]));
  return { catalog, version: { config, sequences: buildSequences(config, catalog), plugins: byName } };
}

async function* linesOfFile(file: string, { config }: ReplayVersion): AsyncGenerator<ExportLine> {
  for await (const line of readExportLines(file)) {
    if (line.type === 'export') sameTenant(line.tenant, config.tenant);
    yield line;
  }
}

async function linesOfApi(
  options: Partial<Record<'api' | 'since' | 'limit', string>>,
  { config }: ReplayVersion,
  { env }: Terminal,
): Promise<AsyncIterable<ExportLine>> {
  const period = periodOf(options, new Date());
  const ask = await openApi(options.api, 'operator', env);
  const tenant = await tenantOf(ask);
  sameTenant(tenant, config.tenant);
  return readRecordedOrders(ask, { type: 'export', format: 1, tenant, ...period }, () => undefined);
}

function sameTenant(recorded: string, given: string): void {
  if (recorded !== given)
    throw new UsageError(
      `Expected orders of tenant ${given}, found orders of ${recorded}: replay them with ${tenantArgument(recorded)}.`,
    );
}

async function replayAll(
  lines: AsyncIterable<ExportLine>,
  version: ReplayVersion,
  catalog: PluginCatalog,
  terminal: Terminal,
): Promise<readonly ReplayedOrder[]> {
  const formers = new Map<string, readonly Sequence[]>();
  const replayed: ReplayedOrder[] = [];
  for await (const line of lines) {
    if (line.type === 'config') formers.set(line.version, formerSequences(line.version, line.config, catalog));
    if (line.type !== 'order') continue;
    const known = formers.get(line.config_version ?? '') ?? [];
    replayed.push(
      await replayOrder(
        line,
        version,
        known.find(({ name }) => name === line.sequence.name),
      ),
    );
    if (replayed.length % PROGRESS_EVERY === 0) terminal.printError(`${replayed.length} orders replayed`);
  }
  return replayed;
}

/** Returns the sequences of a config that orders ran with; none if the framework can no longer read it. */
function formerSequences(version: string, config: JsonObject, catalog: PluginCatalog): readonly Sequence[] {
  try {
    return buildSequences(parseTenantConfig(JSON.stringify(config), version, catalog), catalog);
  } catch (error) {
    if (!(error instanceof TenantConfigInvalid)) throw error;
    return [];
  }
}
