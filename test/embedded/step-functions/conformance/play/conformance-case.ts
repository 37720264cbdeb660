/** Where AWS says it, or where it was seen. */
export interface Source {
  /** Title of the document. */
  document: string;
  /** Heading, field or file within it. */
  section: string;
  url?: string;
}

/** One state machine, and what AWS says must come of it. */
export interface ConformanceCase {
  /** A sentence in the present tense; unique in its topic. */
  name: string;
  source: Source;
  /** What the source says, in our own words. */
  says: string;
  /** Why the case rests on an observation or a choice: AWS's documentation is silent on it, or contradicts itself. */
  undocumented?: string;
  /** How the interpreter differs on purpose: what AWS takes and nothing here is built for is refused. */
  differs?: string;
  /** Without QueryLanguage it is JSONata. */
  definition: object;
  /** Left out, StartExecution gets none. */
  input?: unknown;
  /** What the calls of Lambda functions get, in their order; the last counts for all that follow. @default `null` each */
  tasks?: readonly TaskAnswer[];
  /** What is sent for the task tokens, one after the other, each once its task waits. */
  answers?: readonly TokenAnswer[];
  /** Divides every span that the interpreter keeps. @default 1000 */
  timeScale?: number;
  expect: Expectation;
}

/** How a Lambda function answers. */
export type TaskAnswer = { gives: unknown } | { fails: string; message?: string } | { hangs: true };

/** One call of SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat. */
export interface TokenAnswer {
  send: 'SendTaskSuccess' | 'SendTaskFailure' | 'SendTaskHeartbeat';
  /** What goes with the token; `output` as JSON text. */
  fields?: { output?: string; error?: string; cause?: string };
  /** Position of the call that handed the token out, from 0, or a text that is sent in its place. @default 0 */
  token?: number | string;
  /** Sent once the execution is over. */
  afterEnd?: boolean;
  /** Name of the error that refuses it. */
  refused?: string;
}

/** What must come of a case. */
export type Expectation = RefusedDefinition | EndedExecution;

/** CreateStateMachine refuses the definition with InvalidDefinition. */
export interface RefusedDefinition {
  status: 'REFUSED';
  /** Text in the message. */
  reason: string;
}

/** The execution ends. A field that is left out is not looked at; one that is `undefined` must be missing. */
export interface EndedExecution {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  output?: unknown;
  error?: string | undefined;
  cause?: string | RegExp | undefined;
  /** Names of the states entered, in order. */
  path?: readonly string[];
  /** How many times Lambda functions were called. */
  calls?: number;
  /** Seconds of the definition that passed at least between a failed attempt and the next. */
  pauses?: readonly number[];
  /** Every event: its type, or all that it holds beside its id and time. */
  history?: readonly (string | ExpectedEvent)[];
}

/** An event of the history. */
export interface ExpectedEvent {
  type: string;
  previousEventId: number;
  /** All fields of its details; JSON texts (input, output, parameters) as the values that they stand for. */
  details?: Readonly<Record<string, unknown>>;
}
