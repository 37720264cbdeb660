import {
  CfnEIP,
  CfnSecurityGroup,
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  NatProvider,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnOutput, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import type { TenantStage } from 'order-orchestration-framework/cdk';

/** Source: AWS Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC", required IAM permissions. */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lets all functions that call partners and webhooks do so from one address, which the partners can allow. The output `EgressAddress` of
 * the stack `<tenant>-Network` has it. It stays when the stack is deleted.
 *
 * One NAT gateway serves two availability zones: if its zone is down, orders wait as they do for a partner that is down.
 */
export function fixedEgress(stage: TenantStage): void {
  const stack = stage.addStack('Network');
  const address = new CfnEIP(stack, 'Address', { domain: 'vpc' });
  address.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const vpc = new Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 1,
    natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
    subnetConfiguration: [
      { name: 'Gateway', subnetType: SubnetType.PUBLIC, cidrMask: 28 },
      { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
    ],
    // Reads and writes of orders cost nothing this way, and need no gateway.
    gatewayEndpoints: { Orders: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
    flowLogs: {
      All: {
        destination: FlowLogDestination.toCloudWatchLogs(
          new LogGroup(stack, 'FlowLogs', { retention: RetentionDays.THREE_MONTHS }),
        ),
      },
    },
    restrictDefaultSecurityGroup: false,
  });
  const group = new CfnSecurityGroup(stack, 'Group', {
    vpcId: vpc.vpcId,
    groupDescription: 'Functions that call partners',
  });
  const mayConnect = new ManagedPolicy(stack, 'MayConnect', {
    description: 'Lets Lambda connect functions to the network',
    statements: [new PolicyStatement({ actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'] })],
  });
  Validations.of(mayConnect).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Lambda makes the network interfaces, whose ids nobody knows before.',
  });

  const vpcConfig = {
    subnetIds: vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
    securityGroupIds: [group.attrGroupId],
  };
  for (const { function: fn, role, spec } of stage.functions) {
    const resource = fn.node.defaultChild;
    if (!spec.callsOut || !(resource instanceof CfnFunction)) continue;
    resource.vpcConfig = vpcConfig;
    role.addManagedPolicy(mayConnect);
  }
  new CfnOutput(stack, 'EgressAddress', {
    description: 'Calls of partners come from here',
    value: address.attrPublicIp,
  });
}
