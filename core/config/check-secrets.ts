import { type InputProblem, pathText } from '../input-problems.ts';
import { type JsonNode, type JsonValue, walkJson } from '../json.ts';
import { KEY_PLACEHOLDER } from '../plugin/plugin-http.ts';
import { isSecretOption, isSecretParameter } from '../redact/match-field.ts';
import { secretReferenceSchema } from './field-schemas.ts';

// Other keys, such as the path of an offer, are data and not names of fields.
const FIELD_NAME = /^[\w-]+$/;
const SECRET_VALUE =
  /^bearer\s+[\w.~+/-]{16,}=*$|^whsec_|^sk_(live|test)_|^xox[abp]-|^AKIA[0-9A-Z]{16}$|^eyJ[\w-]+\.[\w-]+\.|-----BEGIN [A-Z ]*PRIVATE KEY-----/i;

/**
 * Finds secrets in plain text, and references that cannot be the name of a secret.
 *
 * @param options the options of a step, or a webhook
 * @param path path of the options in the tenant file
 * @param references the values in the options that name a secret
 */
export function checkSecrets(
  options: JsonValue,
  path: readonly PropertyKey[],
  references: readonly string[],
): readonly InputProblem[] {
  return walkJson(options).flatMap((node) => {
    const problem = (message: string) => [{ path: pathText([...path, ...node.path]), message }];
    const isReference = typeof node.value === 'string' && references.includes(node.value);
    const inUrl = secretsInUrl(node.value);
    if (inUrl !== undefined)
      return problem(
        `Expected a URL without a secret, found ${inUrl}: URLs are stored in definitions and records. Use basic auth and name its secret in outbound.basicAuth, or in the basicAuth of a webhook.`,
      );
    if (looksSecret(node.value) || (!isReference && isSecretField(node)))
      return problem(
        'Secret in plain text: create a secret, see docs/how-to/deploy-to-aws.md, and put its name below "<tenant>/" here.',
      );
    return isReference && !secretReferenceSchema.safeParse(node.value).success
      ? problem(
          'Expected the name of a secret below "<tenant>/", e.g. "auth/warehouse": use letters, digits, ".", "_", "/" and "-".',
        )
      : [];
  });
}

function isSecretField({ path, value }: JsonNode): boolean {
  const holdsText = (typeof value === 'string' && value !== '') || typeof value === 'number';
  return holdsText && path.some((key) => typeof key === 'string' && FIELD_NAME.test(key) && isSecretOption(key));
}

function looksSecret(value: JsonValue): boolean {
  return typeof value === 'string' && (SECRET_VALUE.test(value) || isBasicAuth(value));
}

function isBasicAuth(text: string): boolean {
  const encoded = /^basic\s+((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2,3}={0,2})?)$/i.exec(text)?.[1];
  return encoded !== undefined && Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)).includes(0x3a);
}

/** Names the secret parts of a URL, for a message; undefined if there are none or the value is not a URL. */
function secretsInUrl(value: JsonValue): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { username, password, searchParams } = new URL(value);
  if (username !== '' || password !== '') return 'user and password';
  const names = [...searchParams]
    .filter(([, text]) => text !== '' && text !== KEY_PLACEHOLDER)
    .map(([name]) => name)
    .filter((name) => isSecretOption(name) || isSecretParameter(name));
  return names.length === 0 ? undefined : names.map((name) => JSON.stringify(name)).join(', ');
}
