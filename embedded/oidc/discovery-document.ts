import { SIGNING_ALGORITHM } from './signing-key.ts';

/** Where the issuer answers, under its URL. */
export const ISSUER_PATHS = {
  token: '/oauth2/token',
  discovery: '/.well-known/openid-configuration',
  keys: '/.well-known/jwks.json',
} as const;

/** Describes the issuer to clients and to authorizers that look its keys up (OpenID Connect Discovery 1.0 §3, RFC 8414). */
export function discoveryDocument(issuerUrl: string, scopes: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    issuer: issuerUrl,
    token_endpoint: `${issuerUrl}${ISSUER_PATHS.token}`,
    jwks_uri: `${issuerUrl}${ISSUER_PATHS.keys}`,
    scopes_supported: scopes,
    response_types_supported: [],
    grant_types_supported: ['client_credentials'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [SIGNING_ALGORITHM],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };
}
