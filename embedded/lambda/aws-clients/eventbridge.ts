/**
 * In the bundles of this machine this replaces `@aws-sdk/client-eventbridge`. It exports what the functions use of it, under
 * the same names.
 */
import { Client, type ClientOptions, Command, ServiceException } from './client.ts';

/** An error of EventBridge. */
export class EventBridgeServiceException extends ServiceException {}

/** The client of event buses. */
export class EventBridgeClient extends Client {
  constructor(options: ClientOptions = {}) {
    super(options, {}, EventBridgeServiceException);
  }
}

interface PutEventsInput {
  readonly Entries: readonly { readonly Time?: Date }[];
}

/** Publishes events. */
export class PutEventsCommand extends Command {
  readonly target = 'AWSEvents.PutEvents';

  override body(): string {
    const { Entries } = this.input as PutEventsInput;
    // The AWS JSON protocols send an instant as seconds since the epoch.
    return JSON.stringify({
      Entries: Entries.map(({ Time, ...entry }) => ({ ...entry, ...(Time && { Time: Time.getTime() / 1000 }) })),
    });
  }
}
