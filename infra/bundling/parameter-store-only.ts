import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** The errors of Systems Manager that functions tell apart by their class. All others are a `SSMServiceException` with their name. */
const TOLD_APART = ['ParameterNotFound'];

const SCHEMAS = /[\\/]client-ssm[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
const CONSTANT = /^const (?<name>_\w+) = (?<text>"[^"]*");$/gm;
const COMPUTED_KEY = /\[(?<name>_\w+)\]:/g;
const REGISTRATION = /^n0_registry\.registerError\(\w+\$, (?<error>\w+)\);$/gm;

/**
 * Leaves what functions do not use of Systems Manager out of a bundle. Parameter Store is a small part of it, but its client in the
 * SDK registers the errors of all, and names fields by computed keys: esbuild keeps both, 70 KB in every cold start of a function
 * that reads a secret. What is left is dropped as unused.
 */
export const parameterStoreOnly: Plugin = {
  name: 'parameter-store-only',
  setup(build) {
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => ({
      contents: pruned(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

function pruned(source: string): string {
  const texts = new Map([...source.matchAll(CONSTANT)].map(({ groups }) => [groups?.name, groups?.text]));
  return source
    .replaceAll(COMPUTED_KEY, (key, name: string) => (texts.has(name) ? `${texts.get(name)}:` : key))
    .replaceAll(REGISTRATION, (line, error: string) => (TOLD_APART.includes(error) ? line : ''));
}
