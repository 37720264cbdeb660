import { quietCommandLine } from '../../project/package-root.ts';
import { credentialsFile, readCredentials } from '../credentials-file.ts';
import { LOCAL } from '../runtime/local.ts';
import { NOT_STARTED } from './call-system.ts';
import { readEnvironment } from './environment.ts';
import { readArguments } from './read-arguments.ts';
import { EXIT, UsageError } from './run-command.ts';
import type { Terminal } from './terminal.ts';

const USAGE = `eval "$(${quietCommandLine('aws-env')})"
Prints the settings with which the AWS CLI and every AWS SDK reach the AWS port of the running system from this shell.`;

/** Prints shell commands that set the address, the region and the access key of the AWS port. */
export async function awsEnv(args: readonly string[], terminal: Terminal): Promise<number> {
  readArguments(args, { usage: USAGE, options: [], positionals: [] });
  const { AWS_PORT, DATA_DIR } = readEnvironment(terminal.env);
  const key = (await readCredentials(DATA_DIR))?.awsAccessKey;
  if (key === undefined) throw new UsageError(`${credentialsFile(DATA_DIR)} has no AWS access key: ${NOT_STARTED}`);
  const settings = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${AWS_PORT}`,
    AWS_REGION: LOCAL.region,
    // Version 1 of the AWS CLI and boto3 read this one.
    AWS_DEFAULT_REGION: LOCAL.region,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  };
  for (const [name, value] of Object.entries(settings)) terminal.print(`export ${name}=${value}`);
  // A token belongs to the key that it came with.
  terminal.print('unset AWS_SESSION_TOKEN AWS_PROFILE');
  return EXIT.done;
}
