/** Where AWS documents the behaviour, or where it was observed. */
export interface Source {
  /** Title of the document. */
  document: string;
  /** Heading, field or file within it. */
  section: string;
  url?: string;
}

/** One state machine, and how it must behave according to AWS. */
export interface ConformanceCase {
  /** A sentence in the present tense; unique in its topic. */
  name: string;
  source: Source;
  /** What the source says, in our own words. */
  says: string;
  /** Why the case rests on an observation or a choice: AWS does not document it, or contradicts itself. */
  undocumented?: string;
  /** How the interpreter differs on purpose: it rejects what AWS accepts and this project does not use. */
  differs?: string;
  /** Its QueryLanguage is JSONata by default. */
  definition: object;
  /** Absent: StartExecution is called without input. */
  input?: unknown;
  /** The results of the Lambda calls, in order; the last one repeats. @default `null` for each */
  tasks?: readonly TaskAnswer[];
  /** The answers to send for the task tokens, in order, each once its task waits. */
  answers?: readonly TokenAnswer[];
  /** Divides every duration. @default 1000 */
  timeScale?: number;
  expect: Expectation;
}

/** How a Lambda function answers. */
export type TaskAnswer = { gives: unknown } | { fails: string; message?: string } | { hangs: true };

/** One call of SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat. */
export interface TokenAnswer {
  send: 'SendTaskSuccess' | 'SendTaskFailure' | 'SendTaskHeartbeat';
  /** The fields to send with the token; `output` as JSON text. */
  fields?: { output?: string; error?: string; cause?: string };
  /** Index of the call that received the token, from 0, or a text to send instead. @default 0 */
  token?: number | string;
  /** Sent once the execution is over. */
  afterEnd?: boolean;
  /** Name of the error with which it is rejected. */
  rejected?: string;
}

/** The expected result of a case. */
export type Expectation = RejectedDefinition | EndedExecution;

/** CreateStateMachine rejects the definition with InvalidDefinition. */
export interface RejectedDefinition {
  status: 'REJECTED';
  /** Text in the message. */
  reason: string;
}

/** The execution ends. An absent field is not checked; one that is `undefined` must be missing. */
export interface EndedExecution {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  output?: unknown;
  error?: string | undefined;
  cause?: string | RegExp | undefined;
  /** Names of the states entered, in order. */
  path?: readonly string[];
  /** How many times Lambda functions were called. */
  calls?: number;
  /** Minimum delays between a failed attempt and the next, in seconds of the definition. */
  pauses?: readonly number[];
  /** Every event: its type, or everything except its id and time. */
  history?: readonly (string | ExpectedEvent)[];
}

/** An event of the history. */
export interface ExpectedEvent {
  type: string;
  previousEventId: number;
  /** All fields of its details; JSON texts (input, output, parameters) are parsed. */
  details?: Readonly<Record<string, unknown>>;
}
