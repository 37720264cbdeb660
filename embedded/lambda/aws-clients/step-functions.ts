/**
 * In the bundles of this machine this replaces `@aws-sdk/client-sfn`. It exports what the functions use of it, under the same
 * names. Instants in outputs stay seconds since the epoch: no function reads one.
 */
import { Client, type ClientOptions, Command, ServiceException } from './client.ts';

/** An error of Step Functions. */
export class SFNServiceException extends ServiceException {}

/** The name belongs to an execution that has ended or has another input. */
export class ExecutionAlreadyExists extends SFNServiceException {}

/** There is no such execution. */
export class ExecutionDoesNotExist extends SFNServiceException {}

/** The text is no task token. */
export class InvalidToken extends SFNServiceException {}

/** The task of the token has ended. */
export class TaskDoesNotExist extends SFNServiceException {}

/** The task of the token has timed out. */
export class TaskTimedOut extends SFNServiceException {}

const EXCEPTIONS = { ExecutionAlreadyExists, ExecutionDoesNotExist, InvalidToken, TaskDoesNotExist, TaskTimedOut };

/** The client of state machines. */
export class SFNClient extends Client {
  constructor(options: ClientOptions = {}) {
    super(options, EXCEPTIONS, SFNServiceException);
  }
}

export class StartExecutionCommand extends Command {
  readonly target = 'AWSStepFunctions.StartExecution';
}

export class StopExecutionCommand extends Command {
  readonly target = 'AWSStepFunctions.StopExecution';
}

export class DescribeExecutionCommand extends Command {
  readonly target = 'AWSStepFunctions.DescribeExecution';
}

export class PublishStateMachineVersionCommand extends Command {
  readonly target = 'AWSStepFunctions.PublishStateMachineVersion';
}

export class SendTaskSuccessCommand extends Command {
  readonly target = 'AWSStepFunctions.SendTaskSuccess';
}

export class SendTaskFailureCommand extends Command {
  readonly target = 'AWSStepFunctions.SendTaskFailure';
}

export class SendTaskHeartbeatCommand extends Command {
  readonly target = 'AWSStepFunctions.SendTaskHeartbeat';
}
