import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';

const authorizerSchema = z.object({
  authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
});

/**
 * Who calls, as the record of an action names them: the token's subject, and its client where that is another.
 *
 * Claims: `sub` and `client_id` of RFC 9068; `azp` is the client in the tokens of issuers that follow OpenID Connect.
 *
 * @returns undefined for a public route, which has no token
 */
export function callerOf({ requestContext }: APIGatewayProxyEventV2): string | undefined {
  const parsed = authorizerSchema.safeParse(requestContext);
  if (!parsed.success) return undefined;
  const { sub, client_id, azp } = parsed.data.authorizer.jwt.claims;
  const client = textOf(client_id) ?? textOf(azp);
  const subject = textOf(sub) ?? client;
  return client === undefined || client === subject ? subject : `${subject} (client ${client})`;
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim.slice(0, 255) : undefined;
}
