import { join, relative } from 'node:path';
import type { LocalEndpoint } from '../../core/config/local-endpoints.ts';
import { stagedTenant } from '../../core/config/stages.ts';
import { commandLine, PACKAGE_ROOT, quietCommandLine } from '../../project/package-root.ts';
import type { People } from '../oidc/sign-in/people.ts';
import { defaultDataDir, type Environment } from './environment.ts';

/** The order in the examples of the commands. */
export const FIRST_ORDER = 'examples/new-order.json';

/** Returns the path of an example of this package from the working directory. @param file e.g. `examples/new-order.json` */
export function exampleFile(file: string): string {
  return relative('', join(PACKAGE_ROOT, file));
}

/** What there is to say about a running system. */
export interface ReadySystem {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly sandboxUrl: string;
  readonly people: Pick<People, 'passwordOf'>;
  readonly missingSecrets: readonly string[];
  readonly unreachable: readonly LocalEndpoint[];
}

/** Returns the message that the system is ready, and how to send a first order. */
export function readyMessage(system: ReadySystem, environment: Environment): string {
  const { apiUrl, awsUrl, people, sandboxUrl } = system;
  const settings = settingsFor(apiUrl, environment);
  const example = exampleFile(FIRST_ORDER);
  const stage = environment.STAGE === undefined ? '' : `, stage ${environment.STAGE}`;
  return `Ready: ${apiUrl}
  tenant ${environment.TENANT}${stage}, data in ${environment.DATA_DIR}, AWS endpoints ${awsUrl}, sandbox partners ${sandboxUrl}
${warnings(system, environment).join('')}
Look at orders in a browser: ${apiUrl}/console
  sign in as developer with the password ${people.passwordOf.developer}

Send a first order from another terminal and watch its steps:
  ${settings}${commandLine('order', example)}

The same with curl:
  TOKEN=$(${settings}${quietCommandLine('token')})
  curl -sS ${apiUrl}/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d @${example}
  curl -sS ${apiUrl}/orders -H "Authorization: Bearer $TOKEN"

Press Ctrl-C to stop. The next start continues where the system stopped.
`;
}

/** Returns the settings that a command in another terminal needs, if they differ from the defaults, e.g. `PORT=4000 `. */
export function settingsFor(apiUrl: string, { DATA_DIR, STAGE, TENANT }: Environment): string {
  const port = new URL(apiUrl).port;
  const folder =
    DATA_DIR === defaultDataDir(stagedTenant(TENANT, STAGE))
      ? tenantSettings({ TENANT, STAGE })
      : `DATA_DIR=${quote(DATA_DIR)} `;
  return `${port === '3000' ? '' : `PORT=${port} `}${folder}`;
}

function tenantSettings({ STAGE, TENANT }: Pick<Environment, 'STAGE' | 'TENANT'>): string {
  return `${TENANT === 'demo' ? '' : `TENANT=${TENANT} `}${STAGE === undefined ? '' : `STAGE=${STAGE} `}`;
}

/**
 * Returns what to do after a demo.
 *
 * @param environment of the demo
 * @param files those of the tenants of the working folder: the tenant of the demo may be one of the package
 */
export function afterDemo({ STAGE, TENANT }: Environment, files: readonly string[]): string {
  const [first] = files.flatMap((file) => /^([a-z0-9-]+)\.json$/.exec(file)?.[1] ?? []).toSorted();
  const isThere = first === undefined || files.includes(`${TENANT}.json`);
  const settings = tenantSettings(isThere ? { STAGE, TENANT } : { STAGE: undefined, TENANT: first });
  return `
Next:
  ${settings}${commandLine('start')}  start a system and keep its data
  ${settings}${commandLine('order', exampleFile(FIRST_ORDER))}  send this order to it
`;
}

function warnings(
  { missingSecrets, unreachable }: ReadySystem,
  { DATA_DIR, LOCAL_HOSTS }: Environment,
): readonly string[] {
  const secrets = missingSecrets.map((name) => `    ${name}\n`).join('');
  const endpoints = unreachable.map(({ host, path }) => `    ${path}: ${host}\n`).join('');
  const hosts = [...new Set([...LOCAL_HOSTS, ...unreachable.map(({ host }) => host)])].join(',');
  return [
    ...(missingSecrets.length === 0
      ? []
      : [
          `  Missing secrets, without which steps and webhooks fail; add them to ${join(DATA_DIR, 'secrets.json')}:\n${secrets}`,
        ]),
    ...(unreachable.length === 0
      ? []
      : [`  Endpoints on this machine that may not be called; start with LOCAL_HOSTS=${hosts}:\n${endpoints}`]),
  ];
}

function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
