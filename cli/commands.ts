import type { Command } from '../embedded/cli/run-command.ts';

/** A command of `order-orchestration`. */
export interface CommandEntry {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Loads the command: most need only a part of the code. */
  load(): Promise<Command>;
}

/** All commands, in the order in which they are listed. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  start: {
    summary: 'serves a tenant and the sandbox partners on this machine',
    load: async () => (await import('../embedded/cli/serve.ts')).serve,
  },
  demo: {
    summary: 'runs an example order through a temporary system',
    load: async () => (await import('../embedded/cli/demo.ts')).demo,
  },
  check: {
    summary: 'lists every problem of tenant files',
    load: async () => (await import('./check.ts')).check,
  },
  order: {
    summary: 'sends an order to the running system and shows its steps',
    load: async () => (await import('../embedded/cli/order.ts')).order,
  },
  token: {
    summary: 'prints a bearer token of the running system',
    load: async () => (await import('../embedded/cli/token.ts')).token,
  },
  'aws-env': {
    summary: 'prints the settings with which the AWS CLI reaches the running system',
    load: async () => (await import('../embedded/cli/aws-env.ts')).awsEnv,
  },
  mcp: {
    summary: 'offers the API to an agent, by the Model Context Protocol',
    load: async () => (await import('./mcp.ts')).mcp,
  },
  erasures: {
    summary: 'lists and replays the certificates of erasures',
    load: async () => (await import('../embedded/cli/erasures.ts')).erasures,
  },
  'after-restore': {
    summary: 'records what orders did after the point to which their table was restored',
    load: async () => (await import('./after-restore.ts')).afterRestore,
  },
  diff: {
    summary: 'says in words how two versions of a tenant file differ',
    load: async () => (await import('./diff.ts')).diff,
  },
  export: {
    summary: 'writes recorded orders to a file, without personal data',
    load: async () => (await import('./export.ts')).exportOrders,
  },
  replay: {
    summary: 'tries a changed tenant file and changed plugins on recorded orders',
    load: async () => (await import('./replay.ts')).replay,
  },
  openapi: {
    summary: 'prints the OpenAPI document of the API',
    load: async () => (await import('./openapi.ts')).openapi,
  },
  price: {
    summary: 'prints the AWS list price of an order of each sequence',
    load: async () => (await import('./price.ts')).price,
  },
  schema: {
    summary: 'writes the JSON schema of tenant files, for editors',
    load: async () => (await import('./schema.ts')).schema,
  },
  'new-project': {
    summary: 'makes a folder a project with a tenant, a plugin and tests of its own',
    load: async () => (await import('./new-project.ts')).newProject,
  },
  'new-plugin': {
    summary: 'writes a plugin with its contract test',
    load: async () => (await import('./new-plugin.ts')).newPlugin,
  },
  canary: {
    summary: 'shows, promotes or takes back what a share of new orders on AWS gets',
    load: async () => (await import('./canary.ts')).canary,
  },
  synth: {
    summary: 'synthesizes the CloudFormation templates of the tenants, for the CDK CLI',
    load: async () => (await import('./synth.ts')).synth,
  },
};
