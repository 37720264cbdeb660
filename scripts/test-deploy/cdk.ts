import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

/** What the CDK CLI of this project works with. */
export interface CdkOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  readonly signal?: AbortSignal;
}

/** A cloud assembly: what `cdk synth` made of the app. */
export interface Assembly {
  readonly directory: string;
  /** Selects the stacks, e.g. `acme/*`. */
  readonly stacks: string;
}

const CLI = fileURLToPath(new URL('../../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** `cdk bootstrap`. @throws CommandFailed */
export function bootstrap(options: CdkOptions, environment: string): Promise<void> {
  return cdk(options, ['bootstrap', environment, '--app', '', '--no-notices']);
}

/** `cdk synth`: runs the app. @throws CommandFailed */
export function synth(options: CdkOptions, app: string, directory: string): Promise<void> {
  // A stack that is protected could not be destroyed at the end.
  const args = ['synth', '--quiet', '--app', app, '--output', directory, '--context', 'terminationProtection=false'];
  // The validation of whole templates has a test of its own, and takes half of the time.
  return cdk({ ...options, env: { ...options.env, CDK_VALIDATION: 'false' } }, [...args, '--no-notices']);
}

/** `cdk deploy` of an assembly; the outputs go into a file. @throws CommandFailed */
export function deploy(options: CdkOptions, { directory, stacks }: Assembly, outputs: string): Promise<void> {
  const how = ['--require-approval', 'never', '--outputs-file', outputs, '--progress', 'errors-only'];
  return cdk(options, ['deploy', stacks, '--app', directory, ...how, '--no-notices']);
}

/** `cdk destroy` of an assembly. @throws CommandFailed */
export function destroy(options: CdkOptions, { directory, stacks }: Assembly): Promise<void> {
  const how = ['--force', '--progress', 'errors-only'];
  return cdk(options, ['destroy', stacks, '--app', directory, ...how, '--no-notices']);
}

function cdk(options: CdkOptions, args: readonly string[]): Promise<void> {
  return runCommand({ program: process.execPath, args: [CLI, ...args], ...options });
}
