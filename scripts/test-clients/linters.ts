import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tools } from './install-tools.ts';

/** Lints an OpenAPI document. @throws CommandFailed with every error and warning */
export type Lint = (document: string, tools: Tools) => Promise<void>;

const RULES = fileURLToPath(new URL('../../test/clients/spectral.yaml', import.meta.url));

/** Each linter with the strictest rules that it brings; warnings count as errors. */
export const LINTERS: Readonly<Record<string, Lint>> = {
  Redocly: (document, { packages, run }) =>
    run(join(packages, 'node_modules/.bin/redocly'), ['lint', document, '--extends', 'recommended-strict']),
  Spectral: (document, { packages, run }) =>
    run(join(packages, 'node_modules/.bin/spectral'), ['lint', document, '-r', RULES, '--fail-severity', 'hint']),
};
