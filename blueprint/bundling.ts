/**
 * How a function's TypeScript becomes one ES module of Node 24, on AWS and on one machine alike.
 *
 * Data only; both bundlers hand it to esbuild, with the repository's root as its working directory.
 */
export const FUNCTION_BUNDLING = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: {
    // Packages in CommonJS call require(), which an ES module does not have of its own.
    js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
  },
  alias: {
    // A function has its role's credentials in its environment: the search for others would be 60 KB more to load.
    '@aws-sdk/credential-provider-node': './lambdas/runtime/environment-credentials.ts',
  },
} as const;
