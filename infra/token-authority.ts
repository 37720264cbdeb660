import type { Scope } from '../blueprint/routes/define-route.ts';

/** Who issues the tokens that the API takes. */
export interface TokenAuthority {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** How a scope of the API is spelled in a token. */
  scopeOf(scope: Scope): string;
}
