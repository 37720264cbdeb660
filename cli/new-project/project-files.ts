/** What a new project says of itself, and what keeps out of version control. The tenant and its plugin are copied from `examples/loyalty`. */
export const PROJECT_FILES: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules/\n.data/\ncdk.out/\n*.jsonl\n',
  '.github/workflows/ci.yml': `name: CI

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: 24
          cache: npm
      - run: npm ci
      - run: npm run check
      - run: npm test
`,
  'README.md': `# Orders

A project of the [order orchestration framework](node_modules/order-orchestration-framework/docs/how-to/use-without-forking.md).

\`\`\`sh
npm install --save-dev vitest aws-cdk aws-cdk-lib cdk-nag constructs   # for tests, and to deploy to AWS
npm run schema        # completes tenant files in your editor
npm run check         # every mistake of the tenant, and the secrets that it needs
npm test              # the contract of the plugin
npm start             # the API, the console and the sandbox partners; says how to send an order
npx cdk synth -q      # the templates for AWS, once plugins call real addresses in place of http://{sandbox}
\`\`\`

Before the first \`npm start\`, give the sandbox's loyalty partner its key:

\`\`\`sh
mkdir -p .data/shop && (umask 077; echo '{ "shop/loyalty": { "apiKey": "loyalty-key-4f1c9b" } }' > .data/shop/secrets.json)
\`\`\`

| path                        | holds                                                          |
| --------------------------- | -------------------------------------------------------------- |
| \`tenants/shop.json\`         | the tenant: its sequence of steps                              |
| \`plugins/loyalty-points/\`   | a plugin with its options, its contract test and a stand-in of its partner |
| \`.github/workflows/ci.yml\`  | checks and tests each change                                   |

Rename the tenant (the file, its field \`tenant\` and \`TENANT\` in \`package.json\`), or copy it. \`npx order-orchestration --help\` lists all commands.
`,
};

/** Folders and files of the example that a new project starts with, from `examples/loyalty`. */
export const EXAMPLE_PARTS = ['tenants', 'plugins', 'cdk.json'] as const;

/** What a new project adds to its `package.json`. Scripts of the same name stay. */
export const PACKAGE_JSON = {
  private: true,
  type: 'module',
  scripts: {
    start: 'TENANT=shop order-orchestration start',
    check: 'order-orchestration check shop',
    order: 'TENANT=shop order-orchestration order',
    schema: 'order-orchestration schema',
    test: 'vitest run',
  },
} as const;
