/**
 * The esbuild options that turn a function's source into an ES module for Node 24, on AWS and on one machine.
 *
 * Both bundlers run esbuild with the root of this repository, or of the package, as its working directory.
 */
export const FUNCTION_BUNDLING = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: {
    // CommonJS packages call require(), which ES modules do not have. It starts at the file, not at the URL, because `keepPlaces` replaces the URL
    // in texts as well.
    js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.filename);`,
  },
  alias: {
    // Lambda puts the role's credentials into the environment. The default provider chain would add 60 KB to a cold start.
    '@aws-sdk/credential-provider-node': './lambdas/runtime/environment-credentials',
  },
} as const;
