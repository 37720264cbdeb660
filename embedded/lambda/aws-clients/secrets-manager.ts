/**
 * In the bundles of this machine this replaces `@aws-sdk/client-secrets-manager`. It exports what the functions use of it,
 * under the same names.
 */
import { Client, type ClientOptions, Command, ServiceException } from './client.ts';

/** An error of Secrets Manager. */
export class SecretsManagerServiceException extends ServiceException {}

/** The client of secrets. */
export class SecretsManagerClient extends Client {
  constructor(options: ClientOptions = {}) {
    super(options, {}, SecretsManagerServiceException);
  }
}

/** Reads a secret. */
export class GetSecretValueCommand extends Command {
  readonly target = 'secretsmanager.GetSecretValue';
}
