import { validateHeaderName, validateHeaderValue } from 'node:http';
import { setField } from '../../core/json.ts';
import { CalloutForbidden } from '../../core/plugin/plugin-http.ts';

// They control the connection, or choose another host at the same address. Only the client sets them.
const SET_BY_CLIENT = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Returns the headers to send: the caller's in lower case, and the client's own.
 *
 * @throws CalloutForbidden a header that only the client may set, or one that HTTP does not allow
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const checked: Record<string, string> = { 'user-agent': 'order-orchestration-framework' };
  for (const name of Object.keys(headers)) {
    const value = headers[name] as string;
    checkHeader(name, value);
    setField(checked, name.toLowerCase(), value);
  }
  checked['accept-encoding'] = 'identity';
  return checked;
}

function checkHeader(name: string, value: string): void {
  if (SET_BY_CLIENT.has(name.toLowerCase()))
    throw new CalloutForbidden(`Only the HTTP client sets the header ${name}. Remove it from the request.`);
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (cause) {
    // The value stays out of the message: it may be a credential.
    throw new CalloutForbidden(`The header ${JSON.stringify(name)} has characters that HTTP does not allow.`, {
      cause,
    });
  }
}
