import type { AgentSignIn } from '../../blueprint/wire/agent-sign-in.ts';

/**
 * Returns what an agent has to know to get a token for the endpoint: OAuth 2.0 Protected Resource Metadata.
 *
 * Source of the fields: RFC 9728, section 2; MCP, revision 2026-07-28, "Authorization Server Discovery".
 *
 * @param resource URL of the endpoint, as the agent calls it
 */
export function resourceMetadata({ issuer, scopes }: AgentSignIn, resource: string): object {
  return {
    resource,
    resource_name: 'Orders',
    authorization_servers: [issuer],
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
  };
}
