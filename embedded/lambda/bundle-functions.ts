import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { FUNCTION_BUNDLING } from '../../blueprint/bundling.ts';
import { bundleOwnPlugins } from '../../project/bundle-own-plugins.ts';
import {
  areEqual,
  type FileRecords,
  haveSameContent,
  readJson,
  recordFiles,
  writeWhole,
} from '../../project/file-records.ts';
import { keepPlaces } from '../../project/keep-places.ts';
import type { OwnPlugin } from '../../project/own-plugins.ts';
import { runEsbuild } from '../../project/run-esbuild.ts';
import { singleBuiltIns } from '../../project/single-built-ins.ts';
import { syncFolders } from '../durable-file.ts';

/** A function to bundle. */
export interface BundledFunction {
  readonly id: string;
  /** The module that exports its `handler`, from the root and without its extension. */
  readonly entry: string;
  /** Functions of the same group share threads, and so a bundle. @default it has a bundle of its own */
  readonly group?: string | undefined;
}

/** Options of {@link bundleFunctions}. */
export interface BundleOptions {
  /** The folder that the entries are relative to, with `node_modules` in it or above it; absolute. */
  readonly root: string;
  readonly functions: readonly BundledFunction[];
  /** Plugins of the project that uses the package. @default none */
  readonly ownPlugins?: readonly OwnPlugin[];
  /** Folder of the bundles; everything else in it is deleted. */
  readonly directory: string;
}

/** Paths of the bundles. */
export interface Bundles {
  /**
   * Returns the module of a function: it exports the `handler`, or that of a group exports `functions`, which loads the module of each by
   * its id.
   */
  fileOf(id: string): string;
  /** Folder for the compiled code of these bundles. */
  readonly compileCache: string;
  /** Program of an execution environment. */
  readonly runtimeFile: string;
  /** Whether the functions were bundled; false if the bundles of an earlier call are current. */
  readonly built: boolean;
}

const RUNTIME = 'runtime-client';
const EXPRESSIONS = 'order-program';
/** Programs beside the functions: that of an execution environment, and that of a process that evaluates expressions. */
const PROGRAMS = {
  [RUNTIME]: fileURLToPath(new URL('./runtime-client', import.meta.url)),
  [EXPRESSIONS]: fileURLToPath(new URL('../../core/expression/apart/order-program', import.meta.url)),
};
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

/** Namespace of the generated modules of groups. */
const GROUPS = 'function-group';

/** What the bundles were made from. */
interface Stamp {
  readonly settings: string;
  readonly inputs: FileRecords;
}

/**
 * Bundles functions as for Lambda: each becomes one ES module without package imports, and so do those of a group together. One file loads
 * a fifth faster than the sixty into which esbuild would split what they have in common.
 *
 * Bundles are reused until a source, or the `package.json` of a package, changes.
 *
 * @throws esbuild's BuildFailure when an entry does not exist or does not compile; it names the file and the line
 */
export async function bundleFunctions({
  root,
  functions,
  ownPlugins = [],
  directory,
}: BundleOptions): Promise<Bundles> {
  // No function has an id with a dot.
  const outputOf = ({ id, group }: BundledFunction): string => (group === undefined ? id : `${group}.group`);
  const outputs = new Map(functions.map((fn) => [fn.id, outputOf(fn)]));
  const bundles = {
    fileOf: (id: string) => join(directory, `${outputs.get(id) ?? id}.mjs`),
    runtimeFile: join(directory, `${RUNTIME}.mjs`),
    compileCache: join(directory, 'compiled'),
  };
  const stampFile = join(directory, 'bundles.json');
  const settings = JSON.stringify({
    options: BUNDLING,
    functions: functions.map(({ id, entry, group }) => ({ id, entry, group })),
    own: ownPlugins.map(({ file }) => file),
  });
  const known = readStamp(stampFile);
  if (known?.settings === settings) {
    const inputs = recordFiles(root, Object.keys(known.inputs), known.inputs);
    if (haveSameContent(inputs, known.inputs)) {
      if (!areEqual(inputs, known.inputs)) writeStamp(stampFile, { settings, inputs });
      return { ...bundles, built: false };
    }
  }

  await rm(directory, { recursive: true, force: true });
  const entries = new Map(functions.map((fn) => [outputOf(fn), fn.group ?? join(root, fn.entry)]));
  const inputs = await runEsbuild(
    {
      ...BUNDLING,
      absWorkingDir: root,
      entryPoints: { ...Object.fromEntries(entries), ...PROGRAMS },
      outdir: directory,
      plugins: [
        ...bundleOwnPlugins(root, ownPlugins),
        bundleGroups(root, functions),
        keepExpressionsApart,
        singleBuiltIns,
      ],
      outExtension: { '.js': '.mjs' },
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'silent',
    },
    import.meta.url,
  );
  // A stamp that outlives its bundles in a power failure would stop every later start.
  await syncFolders(directory);
  writeStamp(stampFile, { settings, inputs });
  return { ...bundles, built: true };
}

/** Functions name the program that evaluates expressions by its place, so each names the same file. */
const keepExpressionsApart = keepPlaces(
  /order-program\.[jt]s$/,
  () => `new URL('./${EXPRESSIONS}.mjs', import.meta.url).href`,
);

/** Creates the esbuild plugin that makes the module of each group. */
function bundleGroups(root: string, functions: readonly BundledFunction[]): Plugin {
  const groups = Map.groupBy(functions, ({ group }) => group);
  const load = ({ id, entry }: BundledFunction): string =>
    `  ${JSON.stringify(id)}: () => import(${JSON.stringify(`./${entry}`)}),\n`;
  return {
    name: 'function-groups',
    setup(build) {
      build.onResolve({ filter: /^[\w-]+$/ }, ({ kind, path }) =>
        kind === 'entry-point' && groups.has(path) ? { path, namespace: GROUPS } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: GROUPS }, ({ path }) => ({
        contents: `export const functions = {\n${(groups.get(path) ?? []).map(load).join('')}};\n`,
        loader: 'js',
        resolveDir: root,
      }));
    },
  };
}

/** The stamp is our own and written as a whole, so its shape is not checked. */
const readStamp = (file: string): Stamp | undefined => readJson(file) as Stamp | undefined;

const writeStamp = (file: string, stamp: Stamp): void => writeWhole(file, JSON.stringify(stamp));
