import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { TableSpec } from '../../blueprint/table.ts';
import { fixLogicalId } from '../logical-ids.ts';

/** Properties of `OrderTable`. */
export interface OrderTableProps {
  readonly tableName: string;
  readonly spec: TableSpec;
}

/**
 * The order table: on demand, with point-in-time recovery, retained.
 *
 * Its name and logical id are fixed, so that a change that would replace it fails.
 */
export class OrderTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { tableName, spec }: OrderTableProps) {
    super(scope, id);
    const table = new Table(this, 'Table', {
      tableName,
      partitionKey: { name: spec.partitionKey, type: AttributeType.STRING },
      sortKey: { name: spec.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const { name, partitionKey, sortKey } of spec.indexes) {
      table.addGlobalSecondaryIndex({
        indexName: name,
        partitionKey: { name: partitionKey, type: AttributeType.STRING },
        sortKey: { name: sortKey, type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    fixLogicalId(table, 'OrderTable');
    this.table = table;
  }
}
