import { agentSignInSchema } from '../../blueprint/wire/agent-sign-in.ts';
import { wire } from '../compose.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMcpEndpoint } from './serve-mcp.ts';

/** Offers the API to agents by the Model Context Protocol; invoked by the HTTP API. */
export const handler = lazily(() => {
  const { env } = wire(['agents']);
  return createMcpEndpoint(createLogger('mcp'), {
    apiUrl: env.API_URL,
    mayAct: env.AGENT_ACTIONS === 'allowed',
    signIn: agentSignInSchema.parse(JSON.parse(env.AGENT_SIGN_IN)),
  });
});
