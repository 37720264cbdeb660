import { MCP_FUNCTION } from '../functions/function-ids.ts';
import type { RouteSpec } from './define-route.ts';

/** The path at which agents use the API by the Model Context Protocol. */
export const MCP_PATH = '/mcp';

/** Where agents learn who issues tokens for the endpoint. Source: RFC 9728, section 3.1, which puts the path of the endpoint behind. */
export const MCP_METADATA_PATH = `/.well-known/oauth-protected-resource${MCP_PATH}`;

const endpoint = { path: MCP_PATH, scope: 'orders:read', function: MCP_FUNCTION } as const;

/**
 * The endpoint for agents: POST for messages, GET, which says that there is no stream, and its public metadata. They are not in the OpenAPI document, whose
 * operations are what agents get. `orders:read` only opens the door: each verb is a request of its own to the API, with the same token.
 */
export const MCP_ROUTES = [
  { ...endpoint, method: 'POST' },
  { ...endpoint, method: 'GET' },
  { path: MCP_METADATA_PATH, scope: null, function: MCP_FUNCTION, method: 'GET' },
] as const satisfies readonly RouteSpec[];
