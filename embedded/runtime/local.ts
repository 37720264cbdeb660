import type { AwsLocation } from '../../blueprint/names.ts';

/** The account and region in the ARNs of this machine. They stand for no real ones. */
export const LOCAL: AwsLocation = { partition: 'aws', region: 'eu-west-1', accountId: '000000000000' };
