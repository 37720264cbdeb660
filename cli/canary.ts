import * as z from 'zod';
import { CHANGE_EDITION_FUNCTION } from '../blueprint/functions/function-ids.ts';
import { tenantNames } from '../blueprint/names.ts';
import type { EditionCommand } from '../blueprint/wire/edition-event.ts';
import { stagedTenant } from '../core/config/stages.ts';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { type Command, EXIT, UsageError, withAnswer } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { describeDeployment } from '../project/describe-deployment.ts';
import { commandLine } from '../project/package-root.ts';
import { cleanUp, openCleanUp } from './canary/clean-up.ts';
import { FunctionFailed, invokeFunction } from './canary/invoke-function.ts';
import { onAws } from './on-aws.ts';

const USAGE = `${commandLine('canary', '<tenant> <status|promote|rollback|clean-up> [--stage NAME] [--edition ID] [--reason TEXT] [--delete]')}
Shows which edition new orders of a tenant on AWS get; gives all of them the candidate; or gives none of them the candidate.
clean-up lists the versions of state machines and functions that no execution and no edition needs any more, and with --delete deletes them.
Uses the credentials and the region of the AWS CLI. Each can be repeated. Exit code: 1 if there is no candidate to promote, or an alias uses a version to delete, 2 on an error.`;

/** As much of a rollout as is shown. */
const rolloutSchema = z.object({
  current: z.string(),
  candidate: z.object({ id: z.string(), percent: z.number() }).optional(),
  events: z.array(
    z.object({
      at: z.string(),
      type: z.string(),
      edition: z.string(),
      by: z.string().nullable(),
      reason: z.string().optional(),
    }),
  ),
});

const CLEAN_UP = 'clean-up';

/** Events that are shown: enough to see how it came to be. */
const SHOWN_EVENTS = 10;

/** Shows, promotes or takes back the candidate of a deployed tenant, or deletes versions that nothing needs any more. */
export const canary: Command = withAnswer(onAws('read or change the edition of new orders', changeEdition));

async function changeEdition(args: readonly string[], terminal: Terminal): Promise<number> {
  const { flags, options, positionals } = readArguments(args, {
    usage: USAGE,
    options: ['stage', 'edition', 'reason'],
    flags: ['delete'],
    positionals: ['tenant', 'status|promote|rollback|clean-up'],
  });
  const [tenant = '', command = ''] = positionals;
  const { edition, reason, stage } = options;
  const deployed = stage === undefined ? tenant : stagedTenant(tenant, stage);
  if (command === CLEAN_UP) return cleanUp(flags.has('delete'), await openCleanUp(deployed, terminal), terminal);
  if (flags.has('delete'))
    throw new UsageError(`Expected --delete with ${CLEAN_UP} only, found ${command}.\n\n${USAGE}`);
  const name = tenantNames(deployed).functionOf(CHANGE_EDITION_FUNCTION);
  const payload = await payloadOf(command, { edition, reason }, terminal);
  try {
    terminal.print(describe(rolloutSchema.parse(await invokeFunction(name, payload, terminal.env.AWS_ENDPOINT_URL))));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof FunctionFailed)) throw error;
    terminal.printError(error.message);
    return EXIT.failed;
  }
}

/** @throws UsageError there is no such command */
async function payloadOf(
  command: string,
  { edition, reason }: { readonly edition: string | undefined; readonly reason: string | undefined },
  { env }: Terminal,
): Promise<EditionCommand> {
  if (command === 'status') return { command };
  if (command !== 'promote' && command !== 'rollback')
    throw new UsageError(`Expected status, promote, rollback or clean-up, found '${command}'.\n\n${USAGE}`);
  const { by } = await describeDeployment(process.cwd(), env);
  return {
    command,
    by: by ?? 'unknown',
    ...(edition !== undefined && { edition }),
    ...(reason !== undefined && { reason }),
  };
}

function describe({ candidate, current, events }: z.output<typeof rolloutSchema>): string {
  return [
    `current    ${current}`,
    `candidate  ${candidate === undefined ? 'none' : `${candidate.id}, ${candidate.percent}% of new orders`}`,
    ...events
      .slice(-SHOWN_EVENTS)
      .map(({ at, by, edition, reason, type }) =>
        [
          at,
          type,
          edition,
          ...(by === null ? [] : [`by ${by}`]),
          ...(reason === undefined ? [] : [`(${reason})`]),
        ].join(' '),
      ),
  ].join('\n');
}
