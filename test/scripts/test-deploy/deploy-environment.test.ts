import { describe, expect, it } from 'vitest';
import { deployEnvironment } from '../../../scripts/test-deploy/deploy-environment.ts';

describe('deployEnvironment', () => {
  it('points to the emulator, and never to an AWS account of the user', () => {
    const given = {
      PATH: '/bin',
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'real',
      AWS_ENDPOINT_URL_S3: 'https://s3.amazonaws.com',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    };

    const made = deployEnvironment(given, 'http://127.0.0.1:4566');

    expect(made).toMatchObject({
      PATH: '/bin',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
    for (const name of [
      'AWS_PROFILE',
      'AWS_SESSION_TOKEN',
      'AWS_ENDPOINT_URL_S3',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    ])
      expect(made).not.toHaveProperty(name);
  });

  it.each(['https://sts.eu-west-1.amazonaws.com', 'http://192.168.0.7:4566', 'http://localhost:4566', '127.0.0.1', ''])(
    'rejects the endpoint %j',
    (address) => {
      expect(() => deployEnvironment({}, address)).toThrow(
        expect.objectContaining({ name: 'EndpointRefused', message: expect.stringContaining(`"${address}"`) }),
      );
    },
  );
});
