import type { FuzzRequest } from './exchange.ts';

/** Longest body that a command contains; a longer one is cut, and the command says so. */
const MAX_BODY = 4_000;

/** Returns a command that sends a request. Secrets are replaced by shell variables. */
export function curl(baseUrl: string, request: FuzzRequest, secrets: Readonly<Record<string, string>> = {}): string {
  const { body, method, path } = request;
  const headers = Object.entries(request.headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const shown = body.length > MAX_BODY ? body.slice(0, MAX_BODY) : body;
  const sends = body === '' ? [] : [`--data-binary ${quoted(shown)}`];
  const note = shown === body ? [] : [`# the body has ${body.length} characters; repeat it with the same --seed`];
  const command = [
    'curl',
    '-i',
    '--path-as-is',
    '-X',
    method,
    ...headers,
    ...sends,
    quoted(`${baseUrl}${path}`),
    ...note,
  ];
  return Object.entries(secrets).reduce(
    (text, [variable, secret]) => text.replaceAll(secret, `'"$${variable}"'`),
    command.join(' '),
  );
}

/** Quotes a text for a shell; characters that a terminal does not show are escaped. */
function quoted(text: string): string {
  if (!/[\p{C}\u2028\u2029]/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replaceAll(/[\\']|[\p{C}\u2028\u2029]/gu, (character) =>
    character === '\\' || character === "'" ? `\\${character}` : bytesOf(character),
  );
  return `$'${escaped}'`;
}

function bytesOf(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
