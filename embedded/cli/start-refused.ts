import type { Environment } from './environment.ts';

/** The system did not start; the message says what to change. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

const PORTS = ['PORT', 'AWS_PORT', 'SANDBOX_PORT'] as const;

const REASONS: Readonly<Record<string, string>> = { EADDRINUSE: 'is taken', EACCES: 'may not be used' };

/**
 * Explains why the system did not start, when a port is the reason: names the variable to set.
 *
 * @returns the error itself for any other reason
 */
export function explainStart(error: unknown, environment: Environment): unknown {
  const { code, port } = listenError(error) ?? {};
  const reason = code === undefined ? undefined : REASONS[code];
  const variable = PORTS.find((name) => environment[name] === port);
  if (reason === undefined || variable === undefined) return error;
  const advice = `set ${variable} to another one, or stop what listens there (is the system already running?)`;
  return new StartRefused(`Port ${port} ${reason}: ${advice}.`, { cause: error });
}

type ListenError = NodeJS.ErrnoException & { readonly port?: number };

function listenError(error: unknown): ListenError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { syscall }: ListenError = error;
  return syscall === 'listen' ? error : listenError(error.cause);
}
