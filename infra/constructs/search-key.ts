import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { fixLogicalId } from '../logical-ids.ts';

/** Properties of `SearchKey`. */
export interface SearchKeyProps {
  readonly secretName: string;
}

/** The key of the search index, made at random with the stack. It is retained with the orders that it finds. */
export class SearchKey extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { secretName }: SearchKeyProps) {
    super(scope, id);
    const secret = new Secret(this, 'Key', {
      secretName,
      description:
        'Key of the hashes by which orders are found. Never change it: an index by another key finds nothing.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    fixLogicalId(secret, 'SearchKey');
    this.secret = secret;
    acknowledge(secret, {
      'AwsSolutions-SMG4': 'A rotated key would find none of the orders that were stored before.',
    });
  }
}
