import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import * as z from 'zod';

/** The structure of a tool's result. */
const contentSchema = z.looseObject({
  status: z.number().optional(),
  data: z.json().optional(),
  problem: z.string().optional(),
  confirm: z.string().optional(),
});

/** A tool's result. */
export interface ToolReply extends z.output<typeof contentSchema> {
  readonly isError: boolean;
  /** The same as text. */
  readonly text: string;
}

/** An agent's connection to an MCP server. */
export interface Agent {
  readonly client: Client;
  /** Names of the tools that it may use. */
  tools(): Promise<readonly string[]>;
  call(name: string, args?: Readonly<Record<string, unknown>>): Promise<ToolReply>;
}

/** Connects an agent to the endpoint of an API. The caller closes the client. @param token a bearer token */
export async function connectAgent(apiUrl: string, token: string): Promise<Agent> {
  const client = new Client({ name: 'test-agent', version: '1.0.0' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${apiUrl}/mcp`), { requestInit }));
  return agentOf(client);
}

/** Returns the agent of a connected client. */
export function agentOf(client: Client): Agent {
  return {
    client,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name, args = {}) {
      const { content, structuredContent, isError = false } = await client.callTool({ name, arguments: args });
      const [block] = content;
      const text = block?.type === 'text' ? block.text : '';
      return { ...contentSchema.parse(structuredContent), isError, text };
    },
  };
}
