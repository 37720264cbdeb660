import * as z from 'zod';
import { type Command, UsageError } from '../embedded/cli/run-command.ts';

/** How the SDK marks an error that a service of AWS answered with. */
const answeredSchema = z.object({
  name: z.string(),
  message: z.string(),
  $fault: z.string(),
  $metadata: z.looseObject({}),
});

/** How Node names an error of the network. `fetch` has it as the cause of its own. */
const codeSchema = z.object({ code: z.string().regex(/^(E[A-Z]+|EAI_[A-Z]+)$/), syscall: z.string() });
const networkSchema = z.union([codeSchema, z.object({ cause: codeSchema }).transform(({ cause }) => cause)]);

/**
 * Returns a command that explains what AWS or the network refused, in place of the errors of the SDK.
 *
 * @param purpose what the command needs AWS for: `to …`
 */
export function onAws(purpose: string, command: Command): Command {
  return async (args, terminal) => {
    try {
      return await command(args, terminal);
    } catch (error) {
      throw explained(error, purpose);
    }
  };
}

function explained(cause: unknown, purpose: string): unknown {
  if (!(cause instanceof Error) || cause instanceof UsageError) return cause;
  if (cause.name === 'CredentialsProviderError' || cause.message === 'Region is missing')
    return new UsageError(
      `Expected credentials and a region of AWS to ${purpose}: ${cause.message}. Set AWS_PROFILE or AWS_REGION, or sign in.`,
      { cause },
    );
  const answered = answeredSchema.safeParse(cause);
  if (answered.success) {
    const { message, name } = answered.data;
    return new UsageError(
      `AWS refused to ${purpose}: ${name}, ${message} Check the rights of your credentials, the account and the region, and repeat the command.`,
      { cause },
    );
  }
  const network = networkSchema.safeParse(cause);
  if (!network.success) return cause;
  return new UsageError(
    `No answer from AWS to ${purpose} (${network.data.code}): check the network and the region, and AWS_ENDPOINT_URL if it is set.`,
    { cause },
  );
}
