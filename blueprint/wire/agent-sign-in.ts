import * as z from 'zod';
import type { Scope } from '../../core/access.ts';

/** Where the agent of a person gets a token for the endpoint for agents. It is public. */
export const agentSignInSchema = z.strictObject({
  /** The issuer of the tokens. */
  issuer: z.string().min(1),
  /** The scopes to ask for, as the issuer spells them. */
  scopes: z.array(z.string().min(1)).min(1),
});

/** Where the agent of a person gets a token. */
export type AgentSignIn = z.output<typeof agentSignInSchema>;

/** Returns where agents get a token, with the fewest scopes that make them useful. @param spell returns a scope as the issuer spells it */
export function agentSignIn(
  issuer: string,
  mayAct: boolean,
  spell: (scope: Scope) => string = (scope) => scope,
): AgentSignIn {
  const scopes: readonly Scope[] = mayAct ? ['orders:read', 'orders:operate'] : ['orders:read'];
  return { issuer, scopes: scopes.map(spell) };
}
