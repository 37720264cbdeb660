/**
 * In the bundles of this machine this replaces `@aws-sdk/client-dynamodb` and `@aws-sdk/lib-dynamodb`. It exports what the
 * functions use of both, under the same names. `test/embedded/lambda/aws-clients.test.ts` compares the two.
 */
import { mapFields } from '../../../core/json.ts';
import { itemFromWire, itemToWire, toWire } from './attribute-values.ts';
import { Client, type ClientOptions, Command, ServiceException } from './client.ts';

/** An error of DynamoDB. */
export class DynamoDBServiceException extends ServiceException {}

/** The condition of a write does not hold. */
export class ConditionalCheckFailedException extends DynamoDBServiceException {}

/** The client of one table or many. */
export class DynamoDBClient extends Client {
  /** Whether the table compresses whole items. AWS does not: code that also runs there looks for this field. */
  readonly compressesItems = true;

  constructor(options: ClientOptions = {}) {
    super(options, { ConditionalCheckFailedException }, DynamoDBServiceException);
  }

  /**
   * Returns an item as soon as it meets a condition, or after `WaitMilliseconds` as it is. AWS has no such operation: code
   * that also runs there looks for this method, and polls without it.
   */
  getWhen(input: object): Promise<Values> {
    return this.send(new GetWhenCommand(input));
  }

  /**
   * Updates an item, and returns before the update is on disk: at the latest with the next write that waits for the disk, or after
   * 50 ms. Whatever reads the item waits for that. AWS has no such operation: code that also runs there looks for this method.
   */
  updateDeferred(input: object): Promise<Values> {
    return this.send(new UpdateDeferredCommand(input));
  }
}

/** The client that converts items. Here the commands do, so that it is the client itself. */
export const DynamoDBDocumentClient = { from: (client: DynamoDBClient): DynamoDBClient => client };

type Values = Readonly<Record<string, unknown>>;
type Convert = (value: never) => unknown;

const eachOf =
  (convert: Convert): Convert =>
  (values: Readonly<Record<string, never>>) =>
    mapFields(values, convert);
const listOf =
  (convert: Convert): Convert =>
  (list: readonly never[]) =>
    list.map((value) => convert(value));
const withFields =
  (fields: Readonly<Record<string, Convert>>): Convert =>
  (values: Values) =>
    convertFields(values, fields);

/** The fields of an input that hold values, and how each is converted to DynamoDB's JSON. */
const INPUT: Readonly<Record<string, Convert>> = {
  Key: itemToWire,
  Item: itemToWire,
  ExclusiveStartKey: itemToWire,
  ExpressionAttributeValues: eachOf(toWire),
  RequestItems: eachOf(withFields({ Keys: listOf(itemToWire) })),
};

/** The fields of an output that hold values. */
const OUTPUT: Readonly<Record<string, Convert>> = {
  Item: itemFromWire,
  Attributes: itemFromWire,
  LastEvaluatedKey: itemFromWire,
  Items: listOf(itemFromWire),
  Responses: eachOf(listOf(itemFromWire)),
  UnprocessedKeys: eachOf(withFields({ Keys: listOf(itemFromWire) })),
};

/** Copies an object and converts the fields that hold attribute values. */
function convertFields(object: object, fields: Readonly<Record<string, Convert>>): Record<string, unknown> {
  const values = object as Values;
  const converted: Record<string, unknown> = {};
  for (const name of Object.keys(values)) {
    const value = values[name];
    const convert = fields[name];
    converted[name] = convert === undefined || value === undefined ? value : convert(value as never);
  }
  return converted;
}

abstract class ItemCommand extends Command<Values> {
  override body(): string {
    return JSON.stringify(convertFields(this.input, INPUT));
  }

  override output(reply: object): Values {
    return convertFields(reply, OUTPUT);
  }
}

export class GetCommand extends ItemCommand {
  readonly target = 'DynamoDB_20120810.GetItem';
}

class GetWhenCommand extends ItemCommand {
  readonly target = 'DynamoDB_20120810.GetItemWhen';
}

export class PutCommand extends ItemCommand {
  readonly target = 'DynamoDB_20120810.PutItem';
}

export class UpdateCommand extends ItemCommand {
  readonly target = 'DynamoDB_20120810.UpdateItem';
}

class UpdateDeferredCommand extends ItemCommand {
  readonly target = 'DynamoDB_20120810.UpdateItemDeferred';
}

export class DeleteCommand extends ItemCommand {
  readonly target = 'DynamoDB_20120810.DeleteItem';
}

export class QueryCommand extends ItemCommand {
  readonly target = 'DynamoDB_20120810.Query';
}

export class BatchGetCommand extends ItemCommand {
  readonly target = 'DynamoDB_20120810.BatchGetItem';
}

/** Reads the pages of a query, one after the other. */
export async function* paginateQuery(
  { client, pageSize }: { readonly client: DynamoDBClient; readonly pageSize?: number },
  input: object,
): AsyncGenerator<Values, void> {
  let from: unknown;
  do {
    const page = await client.send(
      new QueryCommand({
        ...input,
        ...(pageSize !== undefined && { Limit: pageSize }),
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    yield page;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
