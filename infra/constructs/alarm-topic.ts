import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Aws } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** What the alarm topic is made of. */
export interface AlarmTopicProps {
  readonly topicName: string;
}

/** Where the tenant's alarms go; operators subscribe to it, and their subscriptions outlive a redeployment. */
export class AlarmTopic extends Construct {
  constructor(scope: Construct, id: string, { topicName }: AlarmTopicProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { topicName, enforceSSL: true });
    // A policy of its own takes the place of the topic's default one, which would let alarms of the account in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }
}
