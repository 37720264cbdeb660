import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, stop, version } from 'esbuild';
import * as z from 'zod';
import { FUNCTION_BUNDLING } from '../../blueprint/bundling.ts';
import { bundleOwnPlugins } from '../../project/bundle-own-plugins.ts';
import type { OwnPlugin } from '../../project/own-plugins.ts';
import { syncFolders } from '../durable-file.ts';

/** Options of {@link bundleFunctions}. */
export interface BundleOptions {
  /** The folder that the entries are relative to, with `node_modules` in it or above it; absolute. */
  readonly root: string;
  /** The functions, each with the module that exports its `handler`, from the root and without its extension. */
  readonly functions: readonly { readonly id: string; readonly entry: string }[];
  /** Plugins of the project that uses the package. @default none */
  readonly ownPlugins?: readonly OwnPlugin[];
  /** Folder of the bundles; everything else in it is deleted. */
  readonly directory: string;
}

/** Paths of the bundles. */
export interface Bundles {
  /** Returns the module of a function. */
  fileOf(id: string): string;
  /** Folder for the compiled code of these bundles. */
  readonly compileCache: string;
  /** Program of an execution environment. */
  readonly runtimeFile: string;
  /** Whether the functions were bundled; false if the bundles of an earlier call are current. */
  readonly built: boolean;
}

const RUNTIME = 'runtime-client';
const RUNTIME_SOURCE = fileURLToPath(new URL('./runtime-client', import.meta.url));
/** Clients that hand their requests to the services in the main thread, in place of those of the AWS SDK. */
const awsClient = (file: string): string => fileURLToPath(new URL(`./aws-clients/${file}`, import.meta.url));

const BUNDLING = {
  ...FUNCTION_BUNDLING,
  mainFields: [...FUNCTION_BUNDLING.mainFields],
  alias: {
    ...FUNCTION_BUNDLING.alias,
    '@aws-sdk/client-dynamodb': awsClient('dynamodb'),
    '@aws-sdk/lib-dynamodb': awsClient('dynamodb'),
    '@aws-sdk/client-eventbridge': awsClient('eventbridge'),
    '@aws-sdk/client-secrets-manager': awsClient('secrets-manager'),
    '@aws-sdk/client-sfn': awsClient('step-functions'),
    '@aws-sdk/client-ssm': awsClient('parameter-store'),
  },
};

// npm records the installed packages here.
const NPM_RECORD = ['node_modules', '.package-lock.json'];

const stampSchema = z.strictObject({ settings: z.string(), inputs: z.record(z.string(), z.string()) });

type Stamp = z.output<typeof stampSchema>;

/**
 * Bundles functions as for Lambda: each becomes one ES module without package imports.
 *
 * Bundles are reused until a source changes. Own sources are compared by content, packages by npm's record of what is
 * installed.
 *
 * @throws esbuild's BuildFailure when an entry does not exist or does not compile; it names the file and the line
 */
export async function bundleFunctions({
  root,
  functions,
  ownPlugins = [],
  directory,
}: BundleOptions): Promise<Bundles> {
  const bundles = {
    fileOf: (id: string) => join(directory, `${id}.mjs`),
    runtimeFile: join(directory, `${RUNTIME}.mjs`),
    compileCache: join(directory, 'compiled'),
  };
  const entryPoints = [
    ...functions.map(({ id, entry }) => ({ in: join(root, entry), out: id })),
    { in: RUNTIME_SOURCE, out: RUNTIME },
  ];
  const stampFile = join(directory, 'bundles.json');
  const packages = await hashOf(join(root, ...NPM_RECORD));
  const settings = JSON.stringify({
    esbuild: version,
    options: BUNDLING,
    packages,
    entryPoints,
    own: ownPlugins.map(({ file }) => file),
  });
  if (await isCurrent(await readStamp(stampFile), settings, root)) return { ...bundles, built: false };

  await rm(directory, { recursive: true, force: true });
  const { metafile } = await buildOnce({
    ...BUNDLING,
    absWorkingDir: root,
    entryPoints,
    outdir: directory,
    plugins: bundleOwnPlugins(root, ownPlugins),
    outExtension: { '.js': '.mjs' },
    // Most of the code of each function is shared.
    splitting: true,
    chunkNames: 'shared/[name]-[hash]',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
  });
  const sources = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'));
  const inputs = await Promise.all(sources.map(async (path) => [path, await hashOf(join(root, path))] as const));
  // A stamp that outlives its bundles in a power failure would stop every later start.
  await syncFolders(directory);
  await writeFile(stampFile, JSON.stringify({ settings, inputs: Object.fromEntries(inputs) } satisfies Stamp));
  return { ...bundles, built: true };
}

/** Builds of this process that are running: tests start several systems at a time, and all of them share one esbuild. */
let running = 0;

/** Builds, and ends esbuild's process after that: it would hold 250 MB for as long as the system runs. */
async function buildOnce(options: BuildOptions & { readonly metafile: true }) {
  running += 1;
  try {
    return await build(options);
  } finally {
    running -= 1;
    if (running === 0) await stop();
  }
}

async function isCurrent(stamp: Stamp | undefined, settings: string, root: string): Promise<boolean> {
  if (stamp?.settings !== settings) return false;
  const checks = Object.entries(stamp.inputs).map(async ([path, hash]) => (await hashOf(join(root, path))) === hash);
  return (await Promise.all(checks)).every(Boolean);
}

async function readStamp(file: string): Promise<Stamp | undefined> {
  try {
    return stampSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    // Missing, or truncated by a crash: bundle again.
    return undefined;
  }
}

async function hashOf(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch {
    // A deleted source counts as changed; the build then reports what imports it.
    return 'missing';
  }
}
