/** Most resources of a stack. Source: CloudFormation User Guide, "Understand CloudFormation quotas". */
export const MAX_RESOURCES = 500;

/** Most bytes of a template. Source: as above. */
export const MAX_TEMPLATE_BYTES = 1_000_000;

/** Most characters of the inline policies of a role, without white space. Source: IAM User Guide, "IAM and AWS STS quotas". */
export const MAX_ROLE_POLICY_CHARACTERS = 10_240;

/** Most bytes of the policy of a queue. Source: SQS Developer Guide, "Quotas for policies". */
export const MAX_QUEUE_POLICY_BYTES = 8_192;

/** Most characters of the pattern of a rule. Source: EventBridge User Guide, "Amazon EventBridge quotas". */
export const MAX_EVENT_PATTERN_CHARACTERS = 2_048;

/** Most bytes of the environment of a function. Source: Lambda Developer Guide, "Lambda quotas". */
export const MAX_ENVIRONMENT_BYTES = 4_096;

/** The property that holds the name of a resource, and how long it may be, by type. Source: the quotas of each service. */
export const NAMES: Readonly<Record<string, { readonly property: string; readonly longest: number }>> = {
  'AWS::Cognito::UserPool': { property: 'UserPoolName', longest: 128 },
  'AWS::Cognito::UserPoolDomain': { property: 'Domain', longest: 63 },
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', longest: 255 },
  'AWS::CloudWatch::Dashboard': { property: 'DashboardName', longest: 255 },
  'AWS::DynamoDB::Table': { property: 'TableName', longest: 255 },
  'AWS::Events::EventBus': { property: 'Name', longest: 256 },
  'AWS::Events::Rule': { property: 'Name', longest: 64 },
  'AWS::IAM::Role': { property: 'RoleName', longest: 64 },
  'AWS::Lambda::Function': { property: 'FunctionName', longest: 64 },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', longest: 512 },
  'AWS::Scheduler::Schedule': { property: 'Name', longest: 64 },
  'AWS::SNS::Topic': { property: 'TopicName', longest: 256 },
  'AWS::SQS::Queue': { property: 'QueueName', longest: 80 },
  'AWS::StepFunctions::StateMachine': { property: 'StateMachineName', longest: 80 },
};

/**
 * Concurrent executions that reservations must leave to all other functions of an account. Source: Lambda Developer Guide,
 * "Configuring reserved concurrency".
 */
export const UNRESERVED_CONCURRENCY = 100;
