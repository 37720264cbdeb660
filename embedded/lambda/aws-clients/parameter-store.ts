/**
 * In the bundles of this machine this replaces `@aws-sdk/client-ssm`. It exports what the functions use of it, under the same
 * names.
 */
import { Client, type ClientOptions, Command, ServiceException } from './client.ts';

/** An error of Systems Manager, which Parameter Store is a part of. */
export class SSMServiceException extends ServiceException {}

/** There is no parameter with this name. */
export class ParameterNotFound extends SSMServiceException {}

/** The client of parameters. */
export class SSMClient extends Client {
  constructor(options: ClientOptions = {}) {
    super(options, { ParameterNotFound }, SSMServiceException);
  }
}

/** Reads a parameter. */
export class GetParameterCommand extends Command {
  readonly target = 'AmazonSSM.GetParameter';
}
