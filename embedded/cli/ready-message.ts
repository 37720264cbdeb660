import type { Environment } from './environment.ts';

/** The order that the commands send first. */
export const FIRST_ORDER = 'examples/new-order.json';

/** Where a running system answers. */
export interface SystemUrls {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly sandboxUrl: string;
}

/** Says that the system is ready, and how to send a first order. */
export function readyMessage({ apiUrl, awsUrl, sandboxUrl }: SystemUrls, environment: Environment): string {
  const settings = settingsFor(apiUrl, environment);
  return `Ready: ${apiUrl}
  tenant ${environment.TENANT}, data in ${environment.DATA_DIR}, AWS endpoints ${awsUrl}, sandbox partners ${sandboxUrl}

Send a first order from another terminal, and watch its steps:
  ${settings}npm run order -- ${FIRST_ORDER}

The same by hand:
  TOKEN=$(${settings}npm run -s token)
  curl -sS ${apiUrl}/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d @${FIRST_ORDER}
  curl -sS ${apiUrl}/orders -H "Authorization: Bearer $TOKEN"

Ctrl-C stops the system; it goes on where it was at the next start.
`;
}

/** The settings that a command in another terminal needs, when they are not the usual ones. */
function settingsFor(apiUrl: string, { DATA_DIR }: Environment): string {
  const port = new URL(apiUrl).port;
  return `${port === '3000' ? '' : `PORT=${port} `}${DATA_DIR === '.data' ? '' : `DATA_DIR=${quote(DATA_DIR)} `}`;
}

function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
