import * as z from 'zod';
import { SCOPES, type Scope } from '../../core/access.ts';

/** An https URL, or a path of the API's own host. */
const endpointSchema = z.union([z.url({ protocol: /^https$/ }), z.string().regex(/^\/(?!\/)/)]);

/** How people sign in to the console: code flow with PKCE, by a public client. */
export const signInSchema = z.strictObject({
  /** The issuer of the tokens. */
  issuer: z.string().min(1),
  clientId: z.string().min(1),
  authorizationEndpoint: endpointSchema,
  tokenEndpoint: endpointSchema,
  endSessionEndpoint: endpointSchema.optional(),
  /** How the end of a session names the page to go back to: as OpenID Connect says, or as Cognito does. */
  signOut: z.enum(['openid', 'cognito']),
  /** The scopes to ask for, as the issuer spells them, by the API's name. */
  scopes: z.partialRecord(z.enum(SCOPES), z.string().min(1)),
  /** Other scopes to ask for, e.g. `openid`. */
  identityScopes: z.array(z.string().min(1)),
});

/** How people sign in. */
export type SignIn = z.output<typeof signInSchema>;

/** What the page of the console needs to know before anybody signs in: nothing about orders. */
export const consoleSettingsSchema = z.strictObject({
  /** Null if the tenant names an issuer but no client of the console. */
  signIn: signInSchema.nullable(),
  /** Whether the sandbox partners are there: on one machine only. */
  sandbox: z.boolean(),
});

/** What the page of the console needs to know. */
export type ConsoleSettings = z.output<typeof consoleSettingsSchema>;

/** Returns scopes by name as an issuer spells them. */
export function spelledScopes(scopes: readonly Scope[], spell: (scope: Scope) => string): SignIn['scopes'] {
  return Object.fromEntries(scopes.map((scope) => [scope, spell(scope)]));
}
