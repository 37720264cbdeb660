import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Aws } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Properties of `AlarmTopic`. */
export interface AlarmTopicProps {
  readonly topicName: string;
}

/** The topic that the tenant's alarms notify. Operators subscribe to it; their subscriptions outlive a redeployment. */
export class AlarmTopic extends Construct {
  constructor(scope: Construct, id: string, { topicName }: AlarmTopicProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { topicName, enforceSSL: true });
    // An explicit policy replaces the topic's default one, which would not let alarms of this account publish.
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
