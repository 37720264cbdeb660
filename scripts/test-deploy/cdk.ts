import { fileURLToPath } from 'node:url';
import { runCommand } from '../programs/run-command.ts';

/** How to run the CDK CLI of this project. */
export interface CdkOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  readonly signal?: AbortSignal;
}

/** A cloud assembly, the output of `cdk synth`. */
export interface Assembly {
  readonly directory: string;
  /** Selects the stacks, e.g. `acme/*`. */
  readonly stacks: string;
}

const CLI = fileURLToPath(new URL('../../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** Runs `cdk bootstrap`. @throws CommandFailed */
export function bootstrap(options: CdkOptions, environment: string): Promise<void> {
  return cdk(options, ['bootstrap', environment, '--app', '', '--no-notices']);
}

/** Runs `cdk synth`. @throws CommandFailed */
export function synth(options: CdkOptions, app: string, directory: string): Promise<void> {
  // A stack with termination protection could not be destroyed at the end.
  const args = ['synth', '--quiet', '--app', app, '--output', directory, '--context', 'terminationProtection=false'];
  // Template validation is tested elsewhere, and would double the time.
  return cdk({ ...options, env: { ...options.env, CDK_VALIDATION: 'false' } }, [...args, '--no-notices']);
}

/** Runs `cdk deploy` on an assembly and writes the stack outputs to a file. @throws CommandFailed */
export function deploy(options: CdkOptions, { directory, stacks }: Assembly, outputs: string): Promise<void> {
  const flags = ['--require-approval', 'never', '--outputs-file', outputs, '--progress', 'errors-only'];
  return cdk(options, ['deploy', stacks, '--app', directory, ...flags, '--no-notices']);
}

/** Runs `cdk destroy` on an assembly. @throws CommandFailed */
export function destroy(options: CdkOptions, { directory, stacks }: Assembly): Promise<void> {
  const flags = ['--force', '--progress', 'errors-only'];
  return cdk(options, ['destroy', stacks, '--app', directory, ...flags, '--no-notices']);
}

function cdk(options: CdkOptions, args: readonly string[]): Promise<void> {
  return runCommand({ program: process.execPath, args: [CLI, ...args], ...options });
}
