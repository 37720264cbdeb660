import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, version } from 'esbuild';
import * as z from 'zod';
import { FUNCTION_BUNDLING } from '../../blueprint/bundling.ts';

/** What to bundle and where to. */
export interface BundleOptions {
  /** The folder that the entries are relative to, with `node_modules` in it; absolute. */
  readonly root: string;
  /** The functions, each with the TypeScript file that exports its `handler`, from the root. */
  readonly functions: readonly { readonly id: string; readonly entry: string }[];
  /** Where the bundles go; whatever else is in this folder is removed. */
  readonly directory: string;
}

/** Where the bundles are. */
export interface Bundles {
  /** The module of a function. */
  fileOf(id: string): string;
  /** The program of an execution environment. */
  readonly runtimeFile: string;
  /** false when the bundles of an earlier call were still good. */
  readonly built: boolean;
}

const RUNTIME = 'runtime-client';
const RUNTIME_SOURCE = fileURLToPath(new URL('./runtime-client.ts', import.meta.url));

// npm writes down here what it installed.
const NPM_RECORD = ['node_modules', '.package-lock.json'];

const stampSchema = z.strictObject({ settings: z.string(), inputs: z.record(z.string(), z.string()) });

type Stamp = z.output<typeof stampSchema>;

/**
 * Bundles functions for this machine as they are for Lambda: an ES module each, which needs no package any more.
 *
 * Bundles whose sources have not changed since the last call are kept: own sources are compared by content, packages by
 * what npm says is installed.
 *
 * @throws esbuild's BuildFailure when an entry does not exist or does not compile; it names the file and the line
 */
export async function bundleFunctions({ root, functions, directory }: BundleOptions): Promise<Bundles> {
  const bundles = {
    fileOf: (id: string) => join(directory, `${id}.mjs`),
    runtimeFile: join(directory, `${RUNTIME}.mjs`),
  };
  const entryPoints = [
    ...functions.map(({ id, entry }) => ({ in: join(root, entry), out: id })),
    { in: RUNTIME_SOURCE, out: RUNTIME },
  ];
  const stampFile = join(directory, 'bundles.json');
  const packages = await hashOf(join(root, ...NPM_RECORD));
  const settings = JSON.stringify({ esbuild: version, options: FUNCTION_BUNDLING, packages, entryPoints });
  if (await isCurrent(await readStamp(stampFile), settings, root)) return { ...bundles, built: false };

  await rm(directory, { recursive: true, force: true });
  const { metafile } = await build({
    ...FUNCTION_BUNDLING,
    mainFields: [...FUNCTION_BUNDLING.mainFields],
    absWorkingDir: root,
    entryPoints,
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    // Nearly all of each function is the AWS SDK: written once, not once per function.
    splitting: true,
    chunkNames: 'shared/[name]-[hash]',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
  });
  const sources = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'));
  const inputs = await Promise.all(sources.map(async (path) => [path, await hashOf(join(root, path))] as const));
  await writeFile(stampFile, JSON.stringify({ settings, inputs: Object.fromEntries(inputs) } satisfies Stamp));
  return { ...bundles, built: true };
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
    // Not there, or half written when the machine went down: bundle again.
    return undefined;
  }
}

async function hashOf(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch {
    // A source that went away counts as changed, and the build then says who wanted it.
    return 'missing';
  }
}
