import { EventBus } from 'aws-cdk-lib/aws-events';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { fixLogicalId } from '../logical-ids.ts';

/** Properties of `OrderEventBus`. */
export interface OrderEventBusProps {
  readonly busName: string;
}

/** The bus of the tenant's order events. It is retained, since other systems have rules on it. */
export class OrderEventBus extends Construct {
  constructor(scope: Construct, id: string, { busName }: OrderEventBusProps) {
    super(scope, id);
    const bus = new EventBus(this, 'Bus', { eventBusName: busName, description: 'Order events' });
    bus.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    fixLogicalId(bus, 'OrderEventBus');
  }
}
