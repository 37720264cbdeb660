import type { Environment } from './environment.ts';

/** The order in the examples of the commands. */
export const FIRST_ORDER = 'examples/new-order.json';

/** URLs of a running system. */
export interface SystemUrls {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly sandboxUrl: string;
}

/** Returns the message that the system is ready, and how to send a first order. */
export function readyMessage({ apiUrl, awsUrl, sandboxUrl }: SystemUrls, environment: Environment): string {
  const settings = settingsFor(apiUrl, environment);
  return `Ready: ${apiUrl}
  tenant ${environment.TENANT}, data in ${environment.DATA_DIR}, AWS endpoints ${awsUrl}, sandbox partners ${sandboxUrl}

Send a first order from another terminal and watch its steps:
  ${settings}npm run order -- ${FIRST_ORDER}

The same with curl:
  TOKEN=$(${settings}npm run -s token)
  curl -sS ${apiUrl}/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d @${FIRST_ORDER}
  curl -sS ${apiUrl}/orders -H "Authorization: Bearer $TOKEN"

Press Ctrl-C to stop. The next start continues where the system stopped.
`;
}

/** Returns the settings that a command in another terminal needs, if they differ from the defaults. */
function settingsFor(apiUrl: string, { DATA_DIR }: Environment): string {
  const port = new URL(apiUrl).port;
  return `${port === '3000' ? '' : `PORT=${port} `}${DATA_DIR === '.data' ? '' : `DATA_DIR=${quote(DATA_DIR)} `}`;
}

function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
