import { type InputProblem, pathText } from '../input-problems.ts';
import { type JsonNode, type JsonValue, walkJson } from '../json.ts';
import { KEY_PLACEHOLDER } from '../plugin/plugin-http.ts';
import { isSecretParameter } from '../redact/match-field.ts';
import { secretReferenceSchema } from './field-schemas.ts';

const SECRET_FIELD =
  /pass(word|phrase)|secret|api_?key|access_?key|private_?key|(access|auth|refresh|bearer)_?token|^token$|authorization|credential/i;
// Keys such as offer paths are data, not names of fields.
const FIELD_NAME = /^[\w-]+$/;
const SECRET_VALUE =
  /^bearer\s+[\w.~+/-]{16,}=*$|^whsec_|^sk_(live|test)_|^xox[abp]-|^AKIA[0-9A-Z]{16}$|^eyJ[\w-]+\.[\w-]+\.|-----BEGIN [A-Z ]*PRIVATE KEY-----/i;

/**
 * Finds secrets in clear in a step's options, and references that cannot be the name of a secret.
 *
 * @param references what the plugin says that it reads from Secrets Manager with these options
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
        `A secret in clear: expected a URL without it, found ${inUrl}. A URL stands in definitions and records; have the endpoint take basic auth, and name it in outbound.basicAuth, for a webhook in its own basicAuth.`,
      );
    if (looksSecret(node.value) || (!isReference && isSecretField(node)))
      return problem(
        'A secret in clear: put it in Secrets Manager under "<tenant>/<reference>" and name the reference here.',
      );
    return isReference && !secretReferenceSchema.safeParse(node.value).success
      ? problem(
          'Expected the name of a secret below "<tenant>/", e.g. "auth/warehouse": letters, digits, ".", "_", "/" or "-".',
        )
      : [];
  });
}

function isSecretField({ path, value }: JsonNode): boolean {
  const holdsText = (typeof value === 'string' && value !== '') || typeof value === 'number';
  return holdsText && path.some((key) => typeof key === 'string' && FIELD_NAME.test(key) && SECRET_FIELD.test(key));
}

function looksSecret(value: JsonValue): boolean {
  return typeof value === 'string' && (SECRET_VALUE.test(value) || isBasicAuth(value));
}

function isBasicAuth(text: string): boolean {
  const encoded = /^basic\s+((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2,3}={0,2})?)$/i.exec(text)?.[1];
  return encoded !== undefined && Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)).includes(0x3a);
}

/** What in a URL is a secret, for a message; undefined when nothing is, or it is no URL. */
function secretsInUrl(value: JsonValue): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { username, password, searchParams } = new URL(value);
  if (username !== '' || password !== '') return 'user and password';
  const names = [...searchParams]
    .filter(([, text]) => text !== '' && text !== KEY_PLACEHOLDER)
    .map(([name]) => name)
    .filter((name) => SECRET_FIELD.test(name) || isSecretParameter(name));
  return names.length === 0 ? undefined : names.map((name) => JSON.stringify(name)).join(', ');
}
