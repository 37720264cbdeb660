// Who may import whom. Each rule's comment says why and where the code should go instead.
const outside = (names) => `node_modules/(?!(${names.join('|')})(/|$))`;
const ours = [
  'core',
  'blueprint',
  'plugins',
  'state-machines',
  'lambdas',
  'infra',
  'embedded',
  'console',
  'sandbox',
  'project',
  'contract',
  'exports',
  'cli',
  'scripts',
  'bench',
  'test',
];
const foldersExcept = (...allowed) => `^(${ours.filter((folder) => !allowed.includes(folder)).join('|')})/`;
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

export default {
  forbidden: [
    rule(
      'no-cycles',
      'Two files that import each other are one idea in two places: move what both need into a third file.',
      {},
      { circular: true },
    ),
    {
      ...rule(
        'no-folder-cycles',
        'Two folders that import each other have no order in which to read them: move what both need to the lower one.',
        { pathNot: '^test/' },
        { circular: true },
      ),
      scope: 'folder',
    },
    rule(
      'core-imports-core-only',
      'core is plain TypeScript that runs anywhere. Code that needs a plugin, AWS or the environment belongs in lambdas/, infra/ or embedded/.',
      { path: '^core/' },
      { path: foldersExcept('core') },
    ),
    rule(
      'core-outside',
      'core may use zod, jsonata, iso-3166 and node:crypto only. Put code that needs more into lambdas/ or embedded/ and pass the result in.',
      { path: '^core/' },
      { path: outside(['zod', 'jsonata', 'iso-3166']) },
    ),
    rule(
      'core-node',
      'core may use node:crypto only, so that it stays free of files, clocks and sockets. Only expressions run in other processes.',
      { path: '^core/', pathNot: '^core/expression/apart/' },
      { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    ),
    rule(
      'core-processes',
      'core/expression/apart/ starts a process for an expression and ends it. Code that needs more of Node belongs in lambdas/ or embedded/.',
      { path: '^core/expression/apart/' },
      { dependencyTypes: ['core'], pathNot: '^(node:)?(child_process|url|worker_threads)$' },
    ),
    rule(
      'blueprint-imports',
      'blueprint says what a tenant consists of, as data over core. Code that acts on it belongs in lambdas/, infra/ or embedded/.',
      { path: '^blueprint/' },
      { path: foldersExcept('core', 'blueprint') },
    ),
    rule(
      'blueprint-outside',
      'blueprint may use zod only, so that infra/, embedded/ and every function can load it.',
      { path: '^blueprint/' },
      { path: outside(['zod']) },
    ),
    rule(
      'plugin-own-folder',
      'A plugin sees core, plugins/kit and its own folder. Move what two plugins share to plugins/kit/.',
      { path: '^plugins/([^/]+)/' },
      { path: '^plugins/', pathNot: '^plugins/(kit|$1)/' },
    ),
    rule(
      'plugin-imports',
      'A plugin imports core and the kit. What it needs from the outside is in the context that the step host gives it.',
      { path: '^plugins/' },
      { path: foldersExcept('core', 'plugins') },
    ),
    rule(
      'plugin-handlers',
      'A file in lambdas/plugin-handlers/ passes one plugin to the step host and does nothing else.',
      { path: '^lambdas/plugin-handlers/' },
      { path: '^lambdas/', pathNot: '^lambdas/step-host/' },
    ),
    rule(
      'state-machines-imports',
      'state-machines turns a sequence into ASL: pure functions over core and the registry.',
      { path: '^state-machines/' },
      { path: foldersExcept('core', 'blueprint', 'state-machines', 'plugins') },
    ),
    rule(
      'state-machines-outside',
      'state-machines needs no package: expressions and schemas live in core.',
      { path: '^state-machines/' },
      { path: 'node_modules/' },
    ),
    rule(
      'registry-only',
      'Only the registry names all plugins; other folders take what they need from it. The reference also prints what one plugin has.',
      {
        path: '^(state-machines|lambdas|infra|embedded|project|cli|scripts)/',
        pathNot: '^(lambdas/plugin-handlers/|scripts/[a-z]+-reference\\.ts$)',
      },
      { path: '^plugins/', pathNot: '^plugins/registry\\.ts$' },
    ),
    rule(
      'lambdas-imports',
      'lambdas meet AWS events: core and the registry are all they build on.',
      { path: '^lambdas/' },
      { path: foldersExcept('core', 'blueprint', 'plugins', 'lambdas') },
    ),
    rule(
      'lambdas-outside',
      'A lambda bundles the AWS SDK, Powertools, standardwebhooks, zod, ipaddr.js and the MCP server. Another package needs a decision in docs/decisions/.',
      { path: '^lambdas/' },
      {
        path: outside([
          '@aws-sdk',
          '@aws-lambda-powertools',
          '@smithy',
          'standardwebhooks',
          'zod',
          'ipaddr\\.js',
          '@modelcontextprotocol',
          '@types/aws-lambda',
        ]),
      },
    ),
    rule(
      'answers-not-at-runtime',
      'Only describe loads the schemas of answers and the OpenAPI document: in other functions they would slow a cold start. Import their types with `import type`.',
      { path: '^lambdas/', pathNot: '^lambdas/api/describe/' },
      {
        path: '^blueprint/routes/(openapi/|routes\\.ts|headers\\.ts|(response|process-event|webhook)-\\w+\\.ts)',
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'infra-imports',
      'infra refers to lambdas by path, so that synth never loads handler code.',
      { path: '^infra/' },
      { path: foldersExcept('core', 'blueprint', 'plugins', 'state-machines', 'project', 'infra', 'console') },
    ),
    rule(
      'embedded-imports',
      'embedded refers to lambdas and plugins by path, as AWS does, so that nothing can depend on running here.',
      { path: '^embedded/' },
      {
        path: foldersExcept(
          'core',
          'blueprint',
          'plugins',
          'state-machines',
          'project',
          'embedded',
          'sandbox',
          'console',
        ),
      },
    ),
    rule(
      'embedded-sandbox',
      'Only the start-up of the single machine puts the sandbox beside the runtime.',
      { path: '^embedded/(?!cli/)' },
      { path: '^sandbox/' },
    ),
    rule(
      'project-imports',
      'project finds tenants and plugins for infra/, embedded/ and cli/, so it sees what they all build on.',
      { path: '^project/' },
      { path: foldersExcept('core', 'plugins', 'project') },
    ),
    rule(
      'only-cli-is-the-program',
      'cli puts the other folders together for people at a terminal: what a second folder needs belongs below it.',
      { path: foldersExcept('cli', 'test') },
      { path: '^cli/' },
    ),
    rule(
      'console-imports',
      'The console is a client of the API: it sees what core and blueprint say about it. Everything else comes over HTTP.',
      { path: '^console/(?!build/)' },
      { path: foldersExcept('core', 'blueprint', 'console') },
    ),
    rule(
      'console-build-imports',
      'What builds the console needs to know whether its sources have changed, and nothing else of ours.',
      { path: '^console/build/' },
      { path: foldersExcept('project', 'console') },
    ),
    rule(
      'console-blueprint-types',
      'The schemas of blueprint would be most of what a browser loads: import their types with `import type`.',
      { path: '^console/src/' },
      { path: '^blueprint/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'console-build-only',
      'The console runs in browsers: infra and embedded build it with console/build/ and serve the result.',
      { pathNot: '^(console|test)/' },
      { path: '^console/', pathNot: '^console/build/' },
    ),
    rule(
      'sandbox-imports',
      'The sandbox stands in for systems that others run: it must not know our code.',
      { path: '^sandbox/' },
      { path: foldersExcept('sandbox') },
    ),
    rule('no-test-imports', 'Code that runs must not depend on tests.', { pathNot: '^test/' }, { path: '^test/' }),
    rule(
      'no-dev-dependencies',
      'What a bundle or the runtime imports must be a dependency in package.json.',
      { path: '^(core|blueprint|plugins|state-machines|lambdas|sandbox)/' },
      { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    ),
    rule(
      'no-unresolvable',
      'This import leads nowhere: check the path.',
      // bench/peers is a package with its own dependencies, and these examples install this package. What test/clients imports is
      // generated when it runs.
      { pathNot: '^(bench/peers|examples/(loyalty|cdk-extension)|test/clients)/' },
      { couldNotResolve: true, pathNot: '^aws-lambda$' },
    ),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
