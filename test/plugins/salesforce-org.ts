import type { PartnerSandbox } from '../../contract/partner-sandbox.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';

/** Changes settings of the sandbox's Salesforce org, until the next reset. */
export async function changeSalesforce({ url }: PartnerSandbox, settings: JsonObject): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${url}/__salesforce`, { method: 'PATCH', headers, body: JSON.stringify(settings) });
  if (!reply.ok) throw new Error(`The sandbox rejected the settings: ${await reply.text()}`);
}

/** Reads an account from the sandbox's Salesforce. */
export function storedAccount(sandbox: PartnerSandbox, id: JsonValue | undefined): Promise<JsonObject> {
  return stored(sandbox, 'Account', id);
}

/** Reads a contact from the sandbox's Salesforce. */
export function storedContact(sandbox: PartnerSandbox, id: JsonValue | undefined): Promise<JsonObject> {
  return stored(sandbox, 'Contact', id);
}

async function stored({ secrets }: PartnerSandbox, object: string, id: JsonValue | undefined): Promise<JsonObject> {
  const { baseUrl, clientId = '', clientSecret = '' } = secrets.salesforce ?? {};
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const token = await fetch(`${baseUrl}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = (await token.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  const reply = await fetch(`${baseUrl}/services/data/v62.0/sobjects/${object}/${String(id)}`, { headers });
  return (await reply.json()) as JsonObject;
}
