/** A system that runs the job. */
export interface System {
  readonly name: string;
  /** Processes of the system, without those of the benchmark. */
  readonly pids: readonly number[];
  /** Folder that it writes to. */
  readonly directory: string;
  /** Sends one order and waits until it has ended. */
  run(order: number): Promise<void>;
  close(): Promise<void>;
}

/** How to start a system. */
export interface SystemOptions {
  /** Empty folder for its data. */
  readonly directory: string;
  /** URL that each step calls with POST. */
  readonly target: string;
}

/** The system cannot run on this machine; the message says what is missing. */
export class SystemMissing extends Error {
  override readonly name = 'SystemMissing';
}
